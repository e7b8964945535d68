"""Results of questions of every type: the arithmetic, the objectives, and what ten learners or more answered."""

from dataclasses import replace
from datetime import timedelta
from fractions import Fraction

import pytest

from cme.core.access import Reveal
from cme.database import Database
from cme.services.results import ResultPage
from tests.support.cast import ALICE, BOB, CHARLIE, Member
from tests.support.clock import NOON
from tests.support.corrections import BOTH, NEW, correct, shown
from tests.support.posttest import Taking, person, publish_bank
from tests.support.questions import matching, multiple, numeric
from tests.support.results import FULL, every_bank, explained, learners, take_every

SEVEN = {
    "ade": ("+1 +1 +1 = 3 of 4", Fraction(3, 4)),
    "adebc": ("+1 +1 +1 −1 −1 = 1 of 4", Fraction(1, 4)),
    "abcdefg": ("+1 +1 +1 +1 −1 −1 −1 = 1 of 4", Fraction(1, 4)),
    "": ("0 of 4", Fraction(0)),
    "bc": ("−1 −1 = −2; less than 0 counts as 0: 0 of 4", Fraction(0)),
}


def page_of(database: Database, attempt_id: str, member: Member = ALICE) -> ResultPage:
    return shown(database, person(database, member), attempt_id)


@pytest.mark.parametrize("chosen", SEVEN)
def test_the_sum_stands_beside_the_mark_it_gives(database: Database, chosen: str) -> None:
    publish_bank(database, every_bank(attempts=1))
    page = page_of(database, take_every(database, ALICE, FULL | {1: tuple(chosen)}))
    words, mark = SEVEN[chosen]
    assert (page.questions[0].arithmetic, page.questions[0].mark) == (words, mark)
    assert page.earned == 5 + mark == sum(each.mark for each in page.questions)


def test_every_type_is_laid_open(database: Database) -> None:
    publish_bank(database, every_bank(attempts=1))
    wrong = {
        2: ("a",),
        3: ("about 2", "unit mg"),
        4: ("NPM1",),
        5: ("one x", "two z", "three y"),
        6: ("1 k", "2 m", "3 l", "4 n"),
    }
    page = page_of(database, take_every(database, ALICE, wrong))
    _, whole, mass, name, pairs, order = page.questions
    assert whole.arithmetic == "1 of 2 right; all or nothing: 0 of 1"
    assert (mass.given, mass.reading) == ("about 2 mg", "cannot be read as a number")
    assert mass.mark == 0
    assert [(each.option.id, each.is_chosen) for each in name.options] == [("fusion", False), ("partner", True)]
    assert (pairs.arithmetic, pairs.mark) == ("+1 +0 +0 = 1 of 3", Fraction(1, 3))
    assert [each.option.id for each in pairs.options] == ["z"]
    assert (order.arithmetic, order.mark) == ("+1 +0 +0 +1 = 2 of 4", Fraction(1, 2))
    assert page.earned == Fraction(5, 6)


def test_an_objective_is_met_by_the_share_of_the_pass_mark(database: Database) -> None:
    publish_bank(database, every_bank(attempts=1))
    page = page_of(database, take_every(database, ALICE, FULL | {2: ("c",), 5: ("one x",)}))
    first, rest = page.objectives
    assert (first.number, first.positions, first.earned, first.is_met) == (1, (1, 3, 4, 5, 6), Fraction(13, 3), True)
    assert (rest.number, rest.positions, rest.earned, rest.is_met) == (0, (2,), Fraction(0), False)
    page = page_of(database, take_every(database, CHARLIE, {1: FULL[1], 3: FULL[3]}), CHARLIE)
    assert [each.is_met for each in page.objectives] == [False, False]


def test_nothing_of_it_is_there_before_everything_may_be_shown(database: Database) -> None:
    publish_bank(database, every_bank())
    page = page_of(database, take_every(database, ALICE, {1: ("a",)}))
    assert (page.reveal, page.questions, page.objectives) == (Reveal.READ_AGAIN, (), ())


def test_answers_of_others_are_told_from_ten_learners_on(database: Database) -> None:
    publish_bank(database, every_bank(attempts=1))
    own = take_every(database, ALICE)
    others = learners(9)
    for member in others[:8]:
        take_every(database, member, FULL | {1: ("a", "b"), 3: ("7", "unit g"), 5: ("one z",)})
    take_every(database, BOB)
    assert [each.peers for each in page_of(database, own).questions] == [None] * 6, "nine, and an educator"
    take_every(database, others[8], {1: FULL[1]})
    seven, _, mass, _, pairs, _ = page_of(database, own).questions
    assert seven.peers is not None
    assert seven.peers.count == 10
    assert [seven.peers.share(part) for part in "abcd"] == [1, Fraction(4, 5), 0, Fraction(1, 5)]
    assert (mass.peers, pairs.peers) == (None, None), "the tenth gave no answer there"
    take_every(database, CHARLIE)
    _, _, mass, _, pairs, _ = page_of(database, own).questions
    assert mass.peers is not None
    assert pairs.peers is not None
    assert (mass.peers.share("right"), mass.peers.share("-")) == (Fraction(1, 5), Fraction(4, 5))
    assert (pairs.peers.share("one z"), pairs.peers.share("two y")) == (Fraction(4, 5), Fraction(1, 5))


def test_of_each_learner_the_first_submitted_try_counts_and_its_newest_answer(database: Database) -> None:
    publish_bank(database, every_bank(attempts=2))
    for member in learners(10):
        take_every(database, member, {1: ("b",)})
        take_every(database, member, FULL, NOON + timedelta(hours=1))
    own = take_every(database, ALICE)
    peers = page_of(database, own).questions[0].peers
    assert peers is not None
    assert (peers.count, peers.share("b"), peers.share("a")) == (11, Fraction(10, 11), Fraction(1, 11))
    Taking(database, person(database, CHARLIE)).start()  # begun, and not submitted
    found = page_of(database, own).questions[0].peers
    assert found == peers


def test_answers_under_another_key_are_not_counted(database: Database) -> None:
    publish_bank(database, every_bank(attempts=1))
    for member in learners(10):
        take_every(database, member)
    changed = explained("seven", multiple("abcdefg", "ade"))
    made = every_bank(attempts=1)
    correct(database, NEW, replace(made, questions=made.questions | {"seven": changed}))
    seven, whole, *_ = page_of(database, take_every(database, ALICE)).questions
    assert seven.peers is None
    assert whole.peers is not None
    assert whole.peers.count == 11


def test_a_corrected_question_of_each_type_is_marked_and_explained_by_its_correction(database: Database) -> None:
    publish_bank(database, every_bank(attempts=1))
    attempt_id = take_every(database, ALICE)
    new = {
        "mass": explained("mass", numeric(("right", "2", "3", True), units={"mg": "1", "g": "1000"})),
        "pairs": explained("pairs", matching({"one": "z", "two": "y", "three": "x"})),
    }
    made = every_bank(attempts=1)
    correct(database, BOTH, replace(made, questions=made.questions | new))
    _, _, mass, _, pairs, _ = page_of(database, attempt_id).questions
    assert (mass.mark, mass.arithmetic) == (Fraction(1), "1 of 1")
    assert [each.is_chosen for each in mass.options] == [False, False], "not by the newest key"
    assert pairs.mark == 1
    assert pairs.pairs[0].was == "Option x"
    assert (pairs.pairs[0].right, pairs.pairs[0].is_right) == ("Option z", False)


def test_a_corrected_question_tells_the_sum_that_earned_its_mark(database: Database) -> None:
    publish_bank(database, every_bank(attempts=1))
    attempt_id = take_every(database, ALICE, {1: ("a", "b")})
    changed = explained("seven", multiple("abcdefg", "ab"))
    made = every_bank(attempts=1)
    assert page_of(database, attempt_id).questions[0].arithmetic == "+1 −1 = 0 of 4"
    correct(database, NEW, replace(made, questions=made.questions | {"seven": changed}))
    assert page_of(database, attempt_id).questions[0].arithmetic == "+1 +1 = 2 of 2"
