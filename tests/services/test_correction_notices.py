"""Learners are told what a corrected key changed for them, and no key before they may know it."""

from dataclasses import replace
from fractions import Fraction

from sqlalchemy import select

from cme.core.access import Reveal
from cme.database import Database
from cme.models import Person
from cme.services import catalogue
from cme.services.catalogue import State
from cme.services.publishing import Outcome
from tests.support.banks import FOUR, KEYS, QUESTIONS, SECRET, TRUE_FALSE, activity, bank, question
from tests.support.cast import ALICE, BOB, Member
from tests.support.clock import NOON
from tests.support.corrections import BOTH, FIRST_WRONG, NEW, NOTE, correct, mails, rekeyed, scores, shown
from tests.support.databases import opened
from tests.support.posttest import Taking, person, publish_bank
from tests.support.statements import watching


def test_whoever_has_passed_sees_what_was_changed_when_and_why(database: Database) -> None:
    publish_bank(database)
    who = person(database, ALICE)
    attempt_id = Taking(database, who).take(FIRST_WRONG)
    correct(database, BOTH)
    (notice,) = shown(database, who, attempt_id).corrections
    assert (notice.position, notice.old_keys, notice.new_keys) == (1, ("True",), ("False",))
    assert (notice.policy, notice.why, notice.at) == (BOTH, NOTE, NOON)
    assert "both count" in notice.policy_words
    assert (notice.old_score, notice.new_score, notice.is_pass_gained) == (Fraction(2), Fraction(3), True)
    with database.reading() as session:
        (found,) = catalogue.list_activities(session)
        where = catalogue.standing(session, person_id=who.id, activity=found, now=NOON)
    assert (where.state, where.corrected_at) == (State.PASSED, NOON)


def test_whoever_has_tries_left_learns_no_key_from_it(database: Database) -> None:
    publish_bank(database)
    who = person(database, ALICE)
    attempt_id = Taking(database, who).take({1: "true"})
    correct(database, NEW)
    page = shown(database, who, attempt_id)
    (notice,) = page.corrections
    assert (page.reveal, page.is_passed) == (Reveal.READ_AGAIN, False)
    assert (notice.old_score, notice.new_score) == (Fraction(1), Fraction(0))
    assert (notice.position, notice.old_keys, notice.new_keys, notice.policy, notice.why) == (None, (), (), None, "")
    (mail,) = mails(database)
    assert SECRET not in mail.body
    assert "1 of 3 before, 0 of 3 now" in mail.body
    assert "Why:" not in mail.body
    assert "Corrected: question" not in mail.body
    assert "as may be told while its questions can still be asked of you" in mail.body


def test_a_question_is_named_only_where_that_gives_no_key(database: Database) -> None:
    asked = tuple(question(name, FOUR, "late") for name in ("one", "two", "three"))
    publish_bank(database, bank(questions=asked))
    who = person(database, ALICE)
    attempt_id = Taking(database, who).take({2: "late"})
    changed = replace(asked[1], options=question("two", FOUR, "both").options)
    correct(database, NEW, bank(questions=(asked[0], changed, asked[2])))
    (notice,) = shown(database, who, attempt_id).corrections
    assert (notice.old_score, notice.new_score) == (Fraction(1), Fraction(0))
    assert (notice.position, notice.policy) == (2, None)
    (mail,) = mails(database)
    assert "Corrected: question 2." in mail.body
    assert SECRET not in mail.body


def test_one_mail_tells_of_all_that_changed_for_a_learner(database: Database) -> None:
    publish_bank(database)
    taking = Taking(database, person(database, ALICE))
    first, second = taking.fail(), taking.take(KEYS | {1: "false", 3: "both"})
    Taking(database, person(database, BOB)).take({})
    correct(database, NEW)
    assert publish_bank(database, rekeyed(), origin="web").outcome is Outcome.UNCHANGED
    (mail,) = mails(database)
    assert (mail.recipient, mail.subject) == (ALICE.email, "Your result was marked again")
    assert mail.body.count("Reading a case with a finding") == 2
    told = f"3 are needed to pass.\nCorrected: question 1.\nWhy: {NOTE}\nhttps://cme.example.org/attempts/{first}"
    assert f"Try 1: 1 of 3 before, 2 of 3 now.\n{told}" in mail.body
    assert "says what was changed, and why." in mail.body
    assert f"/attempts/{second}/result" in mail.body


def test_a_closed_account_is_marked_and_not_mailed(database: Database) -> None:
    publish_bank(database)
    attempt_id = Taking(database, person(database, ALICE)).take(FIRST_WRONG)
    with database.writing() as session:
        for row in session.scalars(select(Person)):
            row.closed_at = NOON
    correct(database, NEW)
    assert scores(database, attempt_id)[-1] == (3, True)
    assert mails(database) == []


def test_the_sum_may_stay_while_marks_move(database: Database) -> None:
    publish_bank(database)
    who = person(database, ALICE)
    attempt_id = Taking(database, who).take({1: "false", 2: "false"})
    both = (question("first", TRUE_FALSE, "false"), question("second", TRUE_FALSE, "true"), QUESTIONS[2])
    report = correct(database, NEW, bank(questions=both))
    assert report.impact.rows == ()
    assert scores(database, attempt_id) == [(1, False), (1, False)]
    assert mails(database) == []
    assert shown(database, who, attempt_id).corrections == ()
    assert shown(database, who, attempt_id).earned == Fraction(1)


def test_each_mail_says_as_much_as_the_page_of_that_learner(database: Database) -> None:
    both = (activity(), activity("another"))
    publish_bank(database, bank(activities=both))
    taken = {}
    for member, chosen in zip(learners(6), [FIRST_WRONG, {1: "true"}] * 3, strict=True):
        taking = Taking(database, person(database, member))
        taken[member.email] = taking.who, taking.take(chosen)
        if len(taken) in (3, 4):
            Taking(database, taking.who, activity_id="another").take()
        if len(taken) in (5, 6):
            taking.take({1: "true"}) if len(taken) == 6 else Taking(database, taking.who, activity_id="another").start()
    correct(database, NEW, rekeyed(activities=both[:1]))
    told = set()
    for mail in mails(database):
        corrections = shown(database, *taken[mail.recipient]).corrections
        assert ("Why:" in mail.body) is any(each.why for each in corrections)
        assert ("Corrected:" in mail.body) is any(each.position for each in corrections)
        told.add("Why:" in mail.body)
    assert (len(mails(database)), told) == (6, {True, False})


def learners(count: int) -> list[Member]:
    return [Member(f"learner-{number}@example.org", "A Learner") for number in range(count)]


def statements_of_a_correction(database: Database, count: int) -> list[str]:
    """Correct a key of which so many learners gain a pass, beside as many who have tries left; return the statements.

    Some take more than one try, are given further ones, and are being asked the question elsewhere.
    """
    publish_bank(database, bank(activities=(activity(), activity("another"))))
    for number, member in enumerate(learners(2 * count)):
        taking = Taking(database, person(database, member))
        taking.take({1: "true"} if number % 2 else FIRST_WRONG)
        if number % 3:
            Taking(database, taking.who, activity_id="another").start()
    with watching(database) as watched:
        correct(database, NEW, rekeyed(activities=(activity(), activity("another"))))
    assert len(mails(database)) == 2 * count
    return watched.statements


def test_a_correction_asks_and_writes_no_more_often_for_more_learners(
    database: Database, second_database_url: str
) -> None:
    few = statements_of_a_correction(database, 3)
    with opened(second_database_url) as second:
        many = statements_of_a_correction(second, 30)
    assert len(many) <= len(few), "\n".join(many)
