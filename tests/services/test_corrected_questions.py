"""Options that go or get other ids, and questions that leave the activity or the bank, when a key is corrected."""

from dataclasses import replace

import pytest

from cme.core.corrections import KeyPolicy
from cme.database import Database
from cme.errors import BankError
from cme.services.publishing import Outcome
from tests.support.banks import FOUR, KEYS, QUESTIONS, activity, bank, option, question
from tests.support.cast import ALICE, BOB
from tests.support.corrections import ALL, BOTH, FIRST_WRONG, LEAVE, NEW, correct, rekeyed, scores
from tests.support.posttest import Taking, person, publish_bank


def test_a_distractor_that_goes_changes_no_key(database: Database) -> None:
    publish_bank(database)
    attempt_id = Taking(database, person(database, ALICE)).take()
    fewer = {name: text for name, text in FOUR.items() if name != "neither"}
    publish_bank(database, bank(questions=(*QUESTIONS[:2], question("third", fewer, "late"))))
    assert scores(database, attempt_id) == [(3, True)]


def test_a_key_under_another_id_was_not_offered_and_takes_no_mark_away(database: Database) -> None:
    publish_bank(database)
    right = Taking(database, person(database, ALICE)).take()
    wrong = Taking(database, person(database, BOB)).take(KEYS | {3: "both"})
    renamed = tuple(
        option("later", each.text, is_key=True) if each.id == "late" else each for each in QUESTIONS[2].options
    )
    report = correct(database, NEW, bank(questions=(*QUESTIONS[:2], replace(QUESTIONS[2], options=renamed))))
    (key,) = report.impact.changed_keys
    assert (key.attempts_not_offered, report.impact.rescored) == (2, 0)
    assert (scores(database, right), scores(database, wrong)) == ([(3, True)], [(2, False)])


@pytest.mark.parametrize("policy", [NEW, BOTH])
def test_answers_are_never_marked_by_an_id_that_stood_for_other_words(database: Database, policy: KeyPolicy) -> None:
    publish_bank(database)
    right = Taking(database, person(database, ALICE)).take()
    wrong = Taking(database, person(database, BOB)).take(KEYS | {3: "both"})
    texts = {**FOUR, "late": FOUR["both"], "both": FOUR["late"]}  # the two changed places, and the key went along
    moved = bank(questions=(*QUESTIONS[:2], question("third", texts, "both")))
    with pytest.raises(BankError, match=r'^In the question third the option "both" says what "late" said'):
        correct(database, policy, moved)
    assert (scores(database, right), scores(database, wrong)) == ([(3, True)], [(2, False)])


@pytest.mark.parametrize(("policy", "of_the_wrong"), [(LEAVE, [(2, False)]), (ALL, [(2, False), (3, True)])])
def test_options_may_change_places_where_no_id_is_asked_for(
    database: Database, policy: KeyPolicy, of_the_wrong: list[tuple[int, bool]]
) -> None:
    publish_bank(database)
    wrong = Taking(database, person(database, BOB)).take(KEYS | {3: "both"})
    texts = {**FOUR, "late": FOUR["both"], "both": FOUR["late"]}
    correct(database, policy, bank(questions=(*QUESTIONS[:2], question("third", texts, "both"))))
    assert scores(database, wrong) == of_the_wrong


def test_a_retired_question_keeps_every_mark_and_counts_on(database: Database) -> None:
    publish_bank(database)
    taking = Taking(database, person(database, ALICE))
    done = Taking(database, person(database, BOB)).take()
    begun = taking.start()
    report = publish_bank(database, bank(questions=QUESTIONS[1:]), origin="web")
    assert report.impact.retired.questions == ("first",)
    assert report.impact.changed_keys == ()
    for position, chosen in KEYS.items():
        taking.save(begun, position, chosen)
    taking.submit(begun)
    assert scores(database, done) == scores(database, begun) == [(3, True)]


def test_a_question_that_comes_back_with_another_key_needs_a_policy(database: Database) -> None:
    publish_bank(database)
    attempt_id = Taking(database, person(database, ALICE)).take(FIRST_WRONG)
    publish_bank(database, bank(questions=QUESTIONS[1:]), origin="web")
    assert publish_bank(database, rekeyed(), origin="web").outcome is Outcome.KEPT_KEY
    report = correct(database, NEW)
    assert report.impact.restored.questions == ("first",)
    assert scores(database, attempt_id) == [(2, False), (3, True)]


def test_a_question_that_left_the_activity_is_corrected_all_the_same(database: Database) -> None:
    publish_bank(database)
    attempt_id = Taking(database, person(database, ALICE)).take(FIRST_WRONG)
    shorter = (activity(questions=QUESTIONS[1:]),)
    publish_bank(database, bank(activities=shorter), origin="web")
    correct(database, NEW, rekeyed(activities=shorter))
    assert scores(database, attempt_id) == [(2, False), (3, True)]
