"""A corrected key: scores are appended, what was earned stays, and learners are told what they may be told."""

from dataclasses import replace
from fractions import Fraction

import pytest
from sqlalchemy import select

from cme.core.access import Reveal
from cme.core.corrections import KeyPolicy
from cme.core.questions import Bank
from cme.database import Database
from cme.models import Attempt, OutboxMail, Person, Score
from cme.services import attempts, audit, catalogue, certificates, evaluations, marking, results
from cme.services.accounts import SignedIn
from cme.services.catalogue import State
from cme.services.publishing import Outcome, Report
from cme.services.results import ResultPage
from tests.support.banks import FOUR, KEYS, QUESTIONS, SECRET, TRUE_FALSE, activity, bank, option, question
from tests.support.cast import ALICE, BOB, CHARLIE
from tests.support.certificates import evaluate, issue
from tests.support.clock import NOON
from tests.support.posttest import Taking, person, publish_bank

NOTE = f"Reference 2 says so {SECRET}."
FIRST_WRONG = KEYS | {1: "false"}  # 2 of 3 under the old key, and 3 of 3 under the new one
NEW, BOTH, ALL, LEAVE = KeyPolicy.NEW_KEY, KeyPolicy.OLD_AND_NEW, KeyPolicy.FULL_CREDIT, KeyPolicy.LEAVE_SCORES


def rekeyed(key: str = "false", **changes: object) -> Bank:
    return bank(questions=(question("first", TRUE_FALSE, key), *QUESTIONS[1:]), **changes)  # type: ignore[arg-type]


def correct(database: Database, policy: KeyPolicy, made: Bank | None = None) -> Report:
    options = {"otherwise": policy, "note": NOTE, "address": "https://cme.example.org"}
    report = publish_bank(database, made or rekeyed(), origin="web", **options)
    assert report.outcome is Outcome.PUBLISHED
    return report


def scores(database: Database, attempt_id: str) -> list[tuple[int, bool]]:
    """Return the sum and the verdict of every score, and hold them to what is made of the responses again."""
    with database.reading() as session:
        found = session.scalars(
            select(Score).join(Attempt, Attempt.id == Score.attempt_id).where(Attempt.public_id == attempt_id)
        ).all()
        rows = sorted(found, key=lambda each: each.number)
        again = marking.recompute(session, rows[0].attempt_id)
    assert [each.number for each in rows] == list(range(1, len(rows) + 1))
    assert [(marking.score_values(each.result)["marks"], each.is_passed) for each in again] == [
        (row.marks, row.is_passed) for row in rows
    ]
    return [(row.numerator, row.is_passed) for row in rows]


def shown(database: Database, who: SignedIn, attempt_id: str) -> ResultPage:
    with database.reading() as session:
        return results.result(session, person_id=who.id, unsafe_attempt_id=attempt_id, now=NOON)


def mails(database: Database) -> list[OutboxMail]:
    with database.reading() as session:
        return list(session.scalars(select(OutboxMail).order_by(OutboxMail.id)))


@pytest.mark.parametrize(
    ("policy", "right", "wrong"),
    [
        (NEW, [(3, True), (2, True)], [(2, False), (3, True)]),
        (BOTH, [(3, True)], [(2, False), (3, True)]),
        (ALL, [(3, True)], [(2, False), (3, True)]),
        (LEAVE, [(3, True)], [(2, False)]),
    ],
)
def test_each_policy_marks_as_it_says(
    database: Database, policy: KeyPolicy, right: list[tuple[int, bool]], wrong: list[tuple[int, bool]]
) -> None:
    publish_bank(database)
    by_old = Taking(database, person(database, ALICE)).take()
    by_new = Taking(database, person(database, BOB)).take(FIRST_WRONG)
    report = correct(database, policy)
    assert scores(database, by_old) == right
    assert scores(database, by_new) == wrong
    assert report.impact.passes_gained == (len(wrong) - 1)
    assert report.impact.passes_lost == (len(right) - 1)
    assert report.impact.rescored == len(right) + len(wrong) - 2
    with database.reading() as session:
        assert list(audit.broken_links(session)) == []


def test_a_pass_once_earned_stays_with_its_certificate(database: Database) -> None:
    publish_bank(database)
    who = person(database, ALICE)
    attempt_id = Taking(database, who).take()
    evaluate(database, who, attempt_id)
    code = issue(database, who, attempt_id)
    report = correct(database, NEW)
    (row,) = report.impact.rows
    assert (row.is_pass_kept, row.has_certificate, report.impact.certificates_touched) == (True, True, 1)
    page = shown(database, who, attempt_id)
    assert (page.is_passed, int(page.earned), page.needed, page.reveal) == (True, 2, 3, Reveal.EVERYTHING)
    with database.reading() as session:
        issued = certificates.verify(session, code)
    assert issued is not None
    assert (issued.is_revoked, int(issued.facts.earned)) == (False, 3)


def test_a_kept_pass_is_claimed_with_the_score_that_earned_it(database: Database) -> None:
    publish_bank(database)
    who = person(database, ALICE)
    attempt_id = Taking(database, who).take()
    correct(database, NEW)
    with database.reading() as session:
        found = evaluations.get_passed_attempt(session, person_id=who.id, unsafe_attempt_id=attempt_id)
    assert (int(found.earned), found.possible, found.needed) == (3, 3, 3)


def test_a_pass_that_is_gained_can_be_claimed_once(database: Database) -> None:
    publish_bank(database)
    who = person(database, ALICE)
    taking = Taking(database, who)
    failed, passed = taking.take(FIRST_WRONG), taking.take()
    evaluate(database, who, passed)
    correct(database, BOTH)
    assert scores(database, failed)[-1] == (3, True)
    evaluate(database, who, failed)
    code = issue(database, who, failed)
    assert issue(database, who, passed) == code
    with database.reading() as session:
        assert certificates.unclaimed(session, person_id=who.id) == []
        assert sum(len(each.certificates) for each in certificates.transcript(session, person_id=who.id)) == 1


def test_an_attempt_in_progress_is_marked_under_the_correction(database: Database) -> None:
    publish_bank(database)
    answers = {"new": FIRST_WRONG, "old": KEYS}
    takings = {"new": Taking(database, person(database, ALICE)), "old": Taking(database, person(database, BOB))}
    begun = {name: taking.start() for name, taking in takings.items()}
    correct(database, NEW)
    for name, taking in takings.items():
        for position, chosen in answers[name].items():
            taking.save(begun[name], position, chosen)
        taking.submit(begun[name])
    assert scores(database, begun["new"]) == [(3, True)]
    assert scores(database, begun["old"]) == [(2, False)]
    (notice,) = shown(database, takings["new"].who, begun["new"]).corrections
    assert (notice.old_score, int(notice.new_score), notice.is_rescored) == (None, 3, False)
    assert mails(database) == []


def test_an_attempt_begun_afterwards_knows_nothing_of_it(database: Database) -> None:
    publish_bank(database)
    Taking(database, person(database, BOB)).take()
    correct(database, ALL)
    taking = Taking(database, person(database, ALICE))
    attempt_id = taking.take()
    assert scores(database, attempt_id) == [(2, False)]
    assert shown(database, taking.who, attempt_id).corrections == ()


def test_going_back_to_an_old_key_is_a_correction_too(database: Database) -> None:
    publish_bank(database)
    old = Taking(database, person(database, ALICE)).take()
    correct(database, NEW)
    new = Taking(database, person(database, BOB)).take(FIRST_WRONG)
    correct(database, NEW, bank())
    late = Taking(database, person(database, CHARLIE)).take()
    assert scores(database, old) == [(3, True), (2, True), (3, True)]
    assert scores(database, new) == [(3, True), (2, True)]
    assert scores(database, late) == [(3, True)]


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
    assert f"Try 1: 1 of 3 before, 2 of 3 now.\n3 are needed to pass.\nhttps://cme.example.org/attempts/{first}" in (
        mail.body
    )
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


def test_a_try_in_progress_goes_on_beside_a_pass_that_was_gained(database: Database) -> None:
    publish_bank(database)
    taking = Taking(database, person(database, ALICE))
    failed = taking.take(FIRST_WRONG)
    second = taking.start()
    correct(database, NEW)
    page = shown(database, taking.who, failed)
    assert (page.is_passed, page.reveal, page.questions) == (True, Reveal.READ_AGAIN, ())
    assert (page.standing.state, page.standing.attempt_id) == (State.IN_PROGRESS, second)
    assert page.corrections[0].new_keys == ()
    with database.writing() as session:
        attempts.submit(session, person=taking.who, unsafe_attempt_id=second, now=NOON)
    page = shown(database, taking.who, failed)
    assert (page.standing.state, page.reveal) == (State.PASSED, Reveal.EVERYTHING)


class TestWhatElseMayHappenToAQuestion:
    """Options that go or get other ids, questions that leave the activity or the bank."""

    def test_a_distractor_that_goes_changes_no_key(self, database: Database) -> None:
        publish_bank(database)
        attempt_id = Taking(database, person(database, ALICE)).take()
        fewer = {name: text for name, text in FOUR.items() if name != "neither"}
        publish_bank(database, bank(questions=(*QUESTIONS[:2], question("third", fewer, "late"))))
        assert scores(database, attempt_id) == [(3, True)]

    def test_a_key_under_another_id_was_not_offered_and_takes_no_mark_away(self, database: Database) -> None:
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

    def test_a_retired_question_keeps_every_mark_and_counts_on(self, database: Database) -> None:
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

    def test_a_question_that_comes_back_with_another_key_needs_a_policy(self, database: Database) -> None:
        publish_bank(database)
        attempt_id = Taking(database, person(database, ALICE)).take(FIRST_WRONG)
        publish_bank(database, bank(questions=QUESTIONS[1:]), origin="web")
        assert publish_bank(database, rekeyed(), origin="web").outcome is Outcome.KEPT_KEY
        report = correct(database, NEW)
        assert report.impact.restored.questions == ("first",)
        assert scores(database, attempt_id) == [(2, False), (3, True)]

    def test_a_question_that_left_the_activity_is_corrected_all_the_same(self, database: Database) -> None:
        publish_bank(database)
        attempt_id = Taking(database, person(database, ALICE)).take(FIRST_WRONG)
        shorter = (activity(questions=QUESTIONS[1:]),)
        publish_bank(database, bank(activities=shorter), origin="web")
        correct(database, NEW, rekeyed(activities=shorter))
        assert scores(database, attempt_id) == [(2, False), (3, True)]


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
