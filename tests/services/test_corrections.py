"""A corrected key: scores are appended, can be made again from what is stored, and what was earned stays."""

import pytest

from cme.core.access import Reveal
from cme.core.corrections import KeyPolicy
from cme.database import Database
from cme.services import attempts, audit, certificates, evaluations
from cme.services.catalogue import State
from tests.support.banks import KEYS, bank
from tests.support.cast import ALICE, BOB, CHARLIE
from tests.support.certificates import evaluate, issue
from tests.support.clock import NOON
from tests.support.corrections import ALL, BOTH, FIRST_WRONG, LEAVE, NEW, correct, mails, scores, shown
from tests.support.posttest import Taking, person, publish_bank


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
