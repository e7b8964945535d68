"""Publishing while others publish, begin and submit: no attempt falls between a publication and its corrections."""

import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest
from sqlalchemy import select

from cme.core.corrections import KeyPolicy
from cme.database import Database
from cme.errors import NotNow
from cme.models import Attempt, KeyCorrection, Score
from cme.services import attempts, marking
from cme.services.accounts import SignedIn
from cme.services.publishing import Outcome, Report, publication
from tests.support.banks import KEYS, QUESTIONS, TRUE_FALSE, bank, question
from tests.support.cast import Member
from tests.support.databases import opened
from tests.support.posttest import Taking, person, publish_bank

LEARNERS = 6
REKEYED = bank(questions=(question("first", TRUE_FALSE, "false"), *QUESTIONS[1:]))


def at_once(acts: list[Callable[[], Any]]) -> list[Any]:
    """Do all of this at the same moment, each in a thread of its own; return what each came to."""
    meeting = threading.Barrier(len(acts))

    def act(each: Callable[[], Any]) -> Any:
        meeting.wait()
        return each()

    with ThreadPoolExecutor(len(acts)) as threads:
        return [each.result() for each in [threads.submit(act, each) for each in acts]]


def learners(database: Database) -> list[SignedIn]:
    return [
        person(database, Member(f"learner-{number}@example.org", f"Learner {number}")) for number in range(LEARNERS)
    ]


def begun(database: Database) -> list[tuple[Taking, str]]:
    """Return attempts in progress, answered by the old key."""
    found = []
    for who in learners(database):
        taking = Taking(database, who)
        attempt_id = taking.start()
        for position, chosen in KEYS.items():
            taking.save(attempt_id, position, chosen)
        found.append((taking, attempt_id))
    return found


def begin(taking: Taking) -> str | None:
    """Begin, or be told that the activity was revised meanwhile."""
    try:
        return taking.start()
    except NotNow:
        return None


def correct(database: Database) -> Report:
    return publish_bank(database, REKEYED, origin="web", otherwise=KeyPolicy.NEW_KEY)


def gaps(database: Database) -> list[str]:
    """Say which submitted attempts are in force with marks that the corrections do not give."""
    found = []
    with database.reading() as session:
        newest = session.scalar(select(marking.newest_correction()))
        for attempt in session.scalars(select(Attempt).where(Attempt.submitted_at.is_not(None))):
            scores = session.scalars(select(Score).where(Score.attempt_id == attempt.id).order_by(Score.number)).all()
            sheet = marking.load_sheets(session, [attempt.id])
            due = marking.load_corrections(session, sheet.values()).result(sheet[attempt.id])
            if marking.score_values(due)["marks"] != scores[-1].marks:
                found.append(f"{attempt.public_id}: {scores[-1].marks} under {newest}")
    return found


@pytest.mark.parametrize("turn", range(3))
def test_an_attempt_submitted_during_a_publication_is_marked_by_it_or_under_it(database: Database, turn: int) -> None:
    publish_bank(database)
    submitting = [lambda taking=taking, it=it: taking.submit(it) for taking, it in begun(database)]
    place = turn * LEARNERS // 2
    told = at_once([*submitting[:place], lambda: correct(database), *submitting[place:]])
    assert told[place].outcome is Outcome.PUBLISHED
    assert gaps(database) == []
    with database.reading() as session:
        passes = list(session.scalars(select(Score.numerator).where(Score.number == 1)))
    assert len(passes) == LEARNERS
    assert told[place].impact.rescored == passes.count(3)  # those that were marked before it by the old key


def test_a_build_that_does_not_hold_publishing_off_leaves_a_gap(
    postgresql_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The control: marks are made, then a publication comes and goes, then they are stored. SQLite lets nobody in."""
    monkeypatch.setattr(attempts, "hold_off_publishing", lambda _session: None)
    monkeypatch.setattr(publication, "publish_alone", lambda _session: None)
    mark, marked, go_on = attempts._mark, threading.Event(), threading.Event()

    def dawdling(*given: Any) -> Any:
        made = mark(*given)
        marked.set()
        assert go_on.wait(30)
        return made

    monkeypatch.setattr(attempts, "_mark", dawdling)
    with opened(postgresql_url) as database:
        publish_bank(database)
        (taking, attempt_id), *_ = begun(database)
        with ThreadPoolExecutor(1) as threads:
            submitting = threads.submit(taking.submit, attempt_id)
            assert marked.wait(30)
            correct(database)
            go_on.set()
            submitting.result()
        assert len(gaps(database)) == 1


def test_two_publications_at_once_are_one_after_the_other(database: Database) -> None:
    publish_bank(database)
    taking, attempt_id = begun(database)[0]
    taking.submit(attempt_id)
    same = at_once([lambda: correct(database)] * 3)
    assert sorted(each.outcome for each in same) == [Outcome.PUBLISHED, Outcome.UNCHANGED, Outcome.UNCHANGED]
    with database.reading() as session:
        assert len(session.scalars(select(KeyCorrection)).all()) == 1
        assert len(session.scalars(select(Score)).all()) == 2
    others = at_once(
        [lambda title=title: publish_bank(database, bank(title=title), origin="web") for title in ("One", "Two")]  # type: ignore[misc]
    )
    assert {each.outcome for each in others} == {Outcome.KEPT_KEY}, "both would take the key back"


def test_whoever_begins_during_a_publication_is_marked_by_one_key_or_the_other(database: Database) -> None:
    publish_bank(database)
    takings = [Taking(database, who) for who in learners(database)]
    beginning = [lambda taking=taking: begin(taking) for taking in takings]
    told = at_once([*beginning[:3], lambda: correct(database), *beginning[3:]])
    assert told.pop(3).outcome is Outcome.PUBLISHED
    for taking, attempt_id in zip(takings, told, strict=True):
        if attempt_id is not None:
            for position, chosen in (KEYS | {1: "false"}).items():
                taking.save(attempt_id, position, chosen)
            taking.submit(attempt_id)
    with database.reading() as session:
        numbers = session.scalars(select(Score.numerator)).all()
    assert set(numbers) <= {3}, "each began before and was corrected, or after and has the new key"
    assert gaps(database) == []
