"""The states of a try that asks a question of each type, and of one that is drawn from a pool after a pretest."""

from collections.abc import Mapping
from datetime import timedelta

from cme.services import cases, practice, responses
from cme.services.responses import Answer
from tests.security.secrecy.kinds import KINDS, KINDS_FAIL, KINDS_PASS, POOL, POOL_FAIL, POOL_PASS, RIGHT_IN_OTHER
from tests.security.secrecy.state import State
from tests.security.secrecy.twin import Twin
from tests.support.cast import ALICE
from tests.support.posttest import Taking, person

Saved = Mapping[int, tuple[str, ...]]
CASE_BEGINS = 8


def _taking(twin: Twin, activity: str) -> Taking:
    return Taking(twin.database, person(twin.database, ALICE), now=twin.clock.now, activity_id=activity)


def _save(twin: Twin, attempt_id: str, saved: Saved) -> None:
    for position, chosen in saved.items():
        with twin.database.writing() as session:
            responses.save(
                session,
                person_id=person(twin.database, ALICE).id,
                unsafe_attempt_id=attempt_id,
                position=position,
                answer=Answer(chosen=chosen),
                sequence=1,
                idempotency_key=f"kinds-key-{position:06}",
                now=twin.clock.now,
            )


def _begun(twin: Twin, saved: Saved, activity: str = KINDS) -> str:
    attempt_id = _taking(twin, activity).start()
    _save(twin, attempt_id, saved)
    twin.values["attempt_id"] = attempt_id
    return attempt_id


def _taken(twin: Twin, saved: Saved, activity: str = KINDS) -> None:
    _taking(twin, activity).submit(_begun(twin, saved, activity))


def saved_of_every_type(twin: Twin) -> None:
    """The first answer of the case is right here, the text there; to submit it is to pass."""
    _begun(twin, {**KINDS_FAIL, **RIGHT_IN_OTHER, CASE_BEGINS: ("early",)})


def case_gone_on(twin: Twin) -> None:
    saved_of_every_type(twin)
    with twin.database.writing() as session:
        cases.go_on(
            session,
            person=person(twin.database, ALICE),
            unsafe_attempt_id=twin.values["attempt_id"],
            position=CASE_BEGINS,
            now=twin.clock.now,
        )


def failed(twin: Twin) -> None:
    """Each question has three answers or more and earned less than the whole, so each is named wrong."""
    _taken(twin, KINDS_FAIL)


def last_try(twin: Twin) -> None:
    failed(twin)
    twin.values["first_id"] = twin.values["attempt_id"]
    twin.clock.advance(hours=1)
    _begun(twin, KINDS_FAIL)


def passed(twin: Twin) -> None:
    _taken(twin, KINDS_PASS)


def practised(twin: Twin) -> None:
    passed(twin)
    who = person(twin.database, ALICE)
    with twin.database.writing() as session:
        found = practice.practice_question(
            session, person_id=who.id, unsafe_activity_id=KINDS, position=3, now=twin.clock.now
        )
        twin.values["response"] = practice.answer(
            session, person_id=who.id, question=found, chosen=KINDS_PASS[3], now=twin.clock.now
        )


def pretest_of_pool(twin: Twin) -> None:
    taking = _taking(twin, POOL)
    attempt_id = taking.start_pretest()
    _save(twin, attempt_id, POOL_PASS)
    taking.submit(attempt_id)
    twin.values["attempt_id"] = attempt_id


def drawn(twin: Twin) -> None:
    """A try of what the pretest asked, within its time; each first option is right here, each second there."""
    pretest_of_pool(twin)
    twin.values["first_id"] = twin.values["attempt_id"]
    _begun(twin, {1: ("early",), 2: ("late",)}, POOL)


def time_of_try_over(twin: Twin) -> None:
    drawn(twin)
    twin.clock.now += timedelta(minutes=31)


def failed_pool(twin: Twin) -> None:
    _taken(twin, POOL_FAIL, POOL)


def passed_pool(twin: Twin) -> None:
    """Passed, but its keys are kept until the activity closes."""
    _taken(twin, POOL_PASS, POOL)


def closed_pool(twin: Twin) -> None:
    passed_pool(twin)
    twin.clock.now += timedelta(days=60)


KINDS_STATES = (
    State("every type, saved", saved_of_every_type, activity=KINDS, is_last_try=True),
    State("every type, the case gone on", case_gone_on, activity=KINDS, is_last_try=True),
    State("every type, failed", failed, activity=KINDS),
    State("every type, last try", last_try, activity=KINDS, is_last_try=True, is_small=False),
    State("every type, passed", passed, activity=KINDS, releases=True),
    State("every type, practised", practised, activity=KINDS, releases=True, is_small=False),
    State("pool, pretest taken", pretest_of_pool, activity=POOL, is_small=False),
    State("pool, being asked", drawn, activity=POOL),
    State("pool, time over", time_of_try_over, activity=POOL, is_small=False),
    State("pool, failed", failed_pool, activity=POOL, is_small=False),
    State("pool, passed", passed_pool, activity=POOL, is_small=False),
    State("pool, closed", closed_pool, activity=POOL, releases=True, is_small=False),
)
