"""Answered questions laid open: what was given, how it was read, what was right, and the numbers of the notes."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, datetime
from fractions import Fraction

import pytest

from cme.core.corrections import Correction, KeyPolicy
from cme.core.laying_open import key_parts, lay_open
from cme.core.question_scoring import scoring_of
from cme.core.questions import Question
from cme.core.read_back import accepted, how_read
from cme.core.review import Amendment, Numbering, ReviewedQuestion, letter
from cme.core.sources import Evidence, Relation
from tests.support.banks import PASSAGE, SOURCE
from tests.support.questions import matching, multiple, numeric, ordering, short_text

AT = datetime(2026, 11, 20, tzinfo=UTC)
MASS = numeric(("right", "1400", "1600", True), ("other", "10", "20", False), units={"mg": "1", "g": "1000"})
NAME = short_text({"fusion": ("RANBP2–ALK",), "partner": ("NPM1",)}, "fusion")


def opened(question: Question, *chosen: str, **more: object) -> ReviewedQuestion:
    mark = more.pop("mark", scoring_of(question).mark(chosen))
    numbering = Numbering({SOURCE.id: SOURCE})
    return lay_open(question, chosen, numbering, position=1, objective=0, mark=mark, **more)  # type: ignore[arg-type]


def amended(old: Question, new: Question, policy: KeyPolicy) -> Amendment:
    return Amendment(
        at=AT,
        question=new,
        revision_id=2,
        key_until=dict.fromkeys(key_parts(old) - key_parts(new), AT),
        policy_words="",
        corrections=(Correction(number=1, policy=policy, old=scoring_of(old), new=scoring_of(new)),),
    )


def test_several_keys_say_what_each_counted() -> None:
    reviewed = opened(multiple("abcd", "ab"), "a", "c")
    assert [(each.is_chosen, each.worth) for each in reviewed.options] == [
        (True, "+1"),
        (False, ""),
        (True, "−1"),
        (False, ""),
    ]
    assert (reviewed.given, reviewed.arithmetic) == ("Option a; Option c", "+1 −1 = 0 of 2")


@pytest.mark.parametrize(
    ("question", "chosen", "words"),
    [
        (MASS, ("1.5", "unit g"), "read as 1.5 g = 1500 mg"),
        (MASS, ("1500", "unit mg"), "read as 1500 mg"),
        (MASS, ("1500",), "read as 1500 without a unit, which is no answer"),
        (MASS, ("half", "unit g"), "cannot be read as a number"),
        (MASS, ("unit g",), ""),
        (numeric(("right", "-49", "-48", True), units={"%": "1"}), ("-48,5",), "read as −48.5 %"),
        (numeric(("right", "1", "2", True)), ("1 000.5",), "read as 1000.5"),
        (NAME, (" ranbp2-ALK. ",), "read as “ranbp2-alk”: capitals, and signs at the ends, do not count"),
        (NAME, ("ranbp2-alk",), ""),
        (multiple("ab", "a"), ("a",), ""),
    ],
)
def test_what_was_typed_is_read_back(question: Question, chosen: Sequence[str], words: str) -> None:
    assert how_read(question, chosen) == words


@pytest.mark.parametrize(
    ("question", "chosen", "given", "which"),
    [
        (MASS, ("1.5", "unit g"), "1.5 g", ["right"]),
        (MASS, ("15", "unit mg"), "15 mg", ["other"]),
        (MASS, ("99", "unit mg"), "99 mg", []),
        (NAME, ("ranbp2 ALK",), "ranbp2 ALK", []),
        (NAME, ("RANBP2-alk",), "RANBP2-alk", ["fusion"]),
        (NAME, (), "", []),
    ],
)
def test_a_typed_answer_is_one_of_those_foreseen_or_none(
    question: Question, chosen: Sequence[str], given: str, which: list[str]
) -> None:
    reviewed = opened(question, *chosen)
    assert reviewed.given == given
    assert [each.option.id for each in reviewed.options if each.is_chosen] == which
    assert len(reviewed.options) == 2, "each answer foreseen is explained"


def test_what_is_taken_for_an_answer_is_told() -> None:
    assert [accepted(MASS, each) for each in MASS.options] == ["1400 to 1600 mg", "10 to 20 mg"]
    assert accepted(NAME, NAME.options[0]) == "“RANBP2–ALK”"
    exact = numeric(("right", "1/3", "1/3", True))
    assert accepted(exact, exact.options[0]) == "1/3"


def test_pairs_show_ones_own_and_the_right_one_and_explain_what_is_left() -> None:
    reviewed = opened(matching({"one": "x", "two": "y"}, "z"), "one x", "two z")
    assert [(pair.chosen, pair.right, pair.is_right, pair.worth) for pair in reviewed.pairs] == [
        ("Option x", "Option x", True, "+1"),
        ("Option z", "Option y", False, "+0"),
    ]
    assert [(each.option.id, each.is_chosen) for each in reviewed.options] == [("z", True)]
    assert opened(matching({"one": "x", "two": "y"})).pairs[0].chosen == ""


def test_an_order_shows_the_right_one_and_where_each_was_put() -> None:
    reviewed = opened(ordering("klm"), "1 m", "2 l")
    assert [(item.place, item.option.id, item.given, item.is_right) for item in reviewed.items] == [
        (1, "k", 0, False),
        (2, "l", 2, True),
        (3, "m", 1, False),
    ]
    assert reviewed.options == ()
    assert reviewed.arithmetic == "+0 +1 = 1 of 3"


def test_a_corrected_pair_names_the_option_that_was_right_until_then() -> None:
    old, new = matching({"one": "x", "two": "y"}, "z"), matching({"one": "z", "two": "y"}, "x")
    reviewed = opened(old, "one x", mark=Fraction(1, 2), amendment=amended(old, new, KeyPolicy.OLD_AND_NEW))
    first, second = reviewed.pairs
    assert (first.right, first.was, first.until, first.is_right) == ("Option z", "Option x", AT, False)
    assert (second.until, second.is_amended) == (None, True)
    assert [each.option.id for each in reviewed.options] == ["x"], "what belongs to no prompt now"
    assert reviewed.arithmetic == "+1 = 1 of 2"


def test_a_corrected_order_names_the_places_until_then() -> None:
    reviewed = opened(
        ordering("klm"),
        "1 k",
        "2 l",
        "3 m",
        mark=Fraction(1, 3),
        amendment=amended(ordering("klm"), ordering("lkm"), KeyPolicy.NEW_KEY),
    )
    assert [(item.option.id, item.was, item.until) for item in reviewed.items] == [
        ("l", 2, AT),
        ("k", 1, AT),
        ("m", 0, None),
    ]
    assert reviewed.arithmetic == "+0 +0 +1 = 1 of 3"


def test_a_corrected_number_is_read_by_the_correction() -> None:
    old, new = numeric(("right", "1", "2", True)), numeric(("right", "3", "4", True), ("old", "1", "2", False))
    reviewed = opened(old, "3.5", mark=Fraction(1), amendment=amended(old, new, KeyPolicy.NEW_KEY))
    assert [(each.option.id, each.is_chosen, each.is_offered) for each in reviewed.options] == [
        ("right", True, True),
        ("old", False, True),
    ]
    assert reviewed.arithmetic == "1 of 1"


def test_full_credit_is_told_as_such() -> None:
    old, new = multiple("abc", "ab"), multiple("abc", "bc")
    reviewed = opened(old, "a", mark=Fraction(1), amendment=amended(old, new, KeyPolicy.FULL_CREDIT))
    assert reviewed.arithmetic == "full credit for everybody: 1 of 1"


def test_a_mark_that_no_scoring_here_explains_is_told_alone() -> None:
    assert opened(multiple("abc", "ab"), "c", mark=Fraction(1, 2)).arithmetic == "1/2 of 1"


def test_notes_are_numbered_in_the_order_of_the_page_and_named_for_doubts() -> None:
    def cited(name: str) -> tuple[Evidence, ...]:
        return (Evidence(passage=replace(PASSAGE, id=f"paper#{name}"), relation=Relation.SUPPORTS),)

    made = matching({"one": "x", "two": "y"}, "z")
    made = replace(
        made,
        prompts=tuple(replace(each, evidence=cited(each.id)) for each in made.prompts),
        options=tuple(replace(each, evidence=cited(each.id)) for each in made.options),
    )
    found = list(opened(made).doubtable)
    assert [(each.id, each.label, [note.number for note in each.notes]) for each in found] == [
        ("one", "pair 1", [1]),
        ("two", "pair 2", [2]),
        ("z", "option a", [3]),
    ]
    assert [each.label for each in opened(ordering("kl")).doubtable] == ["item 1", "item 2"]
    assert [each.label for each in opened(NAME).doubtable] == ["answer a", "answer b"]
    assert [letter(1), letter(26), letter(27)] == ["a", "z", "aa"]
