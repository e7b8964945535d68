"""The states an attempt can be in, and what the rules release to its owner in each.

Every builder takes a twin with the bank published and nothing done. Responses are those that earn the same in both
twins (``EQUAL_…``), so whatever the pages say of a score is the same too.
"""

from datetime import timedelta

from sqlalchemy import text

from cme.cli.worker import work
from cme.services import credit, educating, flag_queue, flags, practice, responses
from cme.services.publishing import KeyPolicy
from cme.services.responses import Answer
from tests.security.secrecy.banks import (
    EQUAL_FAIL,
    EQUAL_PASS,
    NAMING,
    NAMING_NONE,
    NAMING_PASS,
    PLAIN,
    SHARED,
    bank,
)
from tests.security.secrecy.kinds_states import KINDS_STATES
from tests.security.secrecy.planted import ONE
from tests.security.secrecy.state import State
from tests.security.secrecy.twin import Twin
from tests.support import certificates
from tests.support.cast import ALICE, BOB
from tests.support.posttest import Taking, person, publish_bank


def _taking(twin: Twin, activity: str = PLAIN) -> Taking:
    return Taking(twin.database, person(twin.database, ALICE), now=twin.clock.now, activity_id=activity)


def _begun(twin: Twin, chosen: dict[int, str], activity: str = PLAIN) -> str:
    """Start a try and save responses; the state's pages are this attempt's."""
    taking = _taking(twin, activity)
    attempt_id = taking.start()
    for position, option_id in chosen.items():
        taking.save(attempt_id, position, option_id)
    twin.values["attempt_id"] = attempt_id
    return attempt_id


def _taken(twin: Twin, chosen: dict[int, str], activity: str = PLAIN) -> str:
    attempt_id = _begun(twin, chosen, activity)
    _taking(twin, activity).submit(attempt_id)
    return attempt_id


def not_started(twin: Twin) -> None:
    del twin


def started(twin: Twin) -> None:
    _begun(twin, {})


def some_saved(twin: Twin) -> None:
    attempt_id = _begun(twin, {1: "true", 2: "true"})
    for struck, sequence in (("late", 1), ("early", 2)):
        with twin.database.writing() as session:
            responses.save(
                session,
                person_id=person(twin.database, ALICE).id,
                unsafe_attempt_id=attempt_id,
                position=4,
                answer=Answer(chosen=(), struck=(struck,), is_flagged=True),
                sequence=sequence,
                idempotency_key=f"struck-key-{sequence:06}",
                now=twin.clock.now,
            )


def pretest_taken(twin: Twin) -> None:
    """The pretest is submitted, and its own pages are asked for; its score is the same in both twins."""
    twin.values["attempt_id"] = _taking(twin).take_pretest(EQUAL_FAIL)


def all_answered(twin: Twin) -> None:
    _begun(twin, EQUAL_FAIL)


def failed(twin: Twin) -> None:
    _taken(twin, EQUAL_FAIL)


def last_try(twin: Twin) -> None:
    twin.values["first_id"] = _taken(twin, EQUAL_FAIL)
    twin.clock.advance(hours=1)
    _begun(twin, EQUAL_FAIL)


def tries_used(twin: Twin) -> None:
    last_try(twin)
    _taking(twin).submit(twin.values["attempt_id"])


def granted(twin: Twin) -> None:
    tries_used(twin)
    with twin.database.writing() as session:
        educating.grant_tries(
            session,
            educator=person(twin.database, BOB),
            unsafe_activity_id=PLAIN,
            email=ALICE.email,
            tries=1,
            reason="Fire alarm",
            origin="http://127.0.0.1:8000",
            now=twin.clock.now,
        )


def passed(twin: Twin) -> None:
    _taken(twin, EQUAL_PASS)


def evaluated(twin: Twin) -> None:
    passed(twin)
    certificates.evaluate(twin.database, person(twin.database, ALICE), twin.values["attempt_id"])


def certified(twin: Twin) -> None:
    evaluated(twin)
    twin.values["code"] = certificates.issue(
        twin.database, person(twin.database, ALICE), twin.values["attempt_id"], ALICE.name
    )


def revoked(twin: Twin) -> None:
    certified(twin)
    with twin.database.writing() as session:
        credit.revoke_certificate(
            session, unsafe_code=twin.values["code"], reason="Invented", actor="command", now=twin.clock.now
        )


def flagged(twin: Twin) -> None:
    """The owner doubts the first note of the third question, which is another passage in each twin."""
    passed(twin)
    mine = {"unsafe_attempt_id": twin.values["attempt_id"], "position": 3, "now": twin.clock.now}
    who = person(twin.database, ALICE)
    with twin.database.writing() as session:
        found = flags.doubtable(session, person_id=who.id, **mine)
        noted = next(thing.name for thing in found.things if thing.note is not None)
        flags.raise_flag(session, person=who, unsafe_thing=noted, reason="Invented.", **mine)
        twin.values["flag_id"] = flag_queue.list_open(session)[0].id


def practised(twin: Twin) -> None:
    passed(twin)
    who = person(twin.database, ALICE)
    with twin.database.writing() as session:
        found = practice.practice_question(
            session, person_id=who.id, unsafe_activity_id=PLAIN, position=3, now=twin.clock.now
        )
        twin.values["response"] = practice.answer(
            session, person_id=who.id, question=found, chosen=("early",), now=twin.clock.now
        )


def reminded(twin: Twin) -> None:
    """The deadline is near, and the worker has said so by mail."""
    all_answered(twin)
    twin.clock.now += timedelta(days=37)
    _work(twin)


def time_over(twin: Twin) -> None:
    """The deadline has passed, and the worker has not come by yet."""
    all_answered(twin)
    twin.clock.now += timedelta(days=60)


def submitted_late(twin: Twin) -> None:
    time_over(twin)
    _work(twin)


def pass_reminded(twin: Twin) -> None:
    passed(twin)
    twin.clock.now += timedelta(days=5)
    _work(twin)


def _work(twin: Twin) -> None:
    running = twin.app.extensions["cme"]
    work(running.settings, twin.database, twin.clock.now)


def retired(twin: Twin) -> None:
    failed(twin)
    publish_bank(twin.database, bank(twin.name, without=(PLAIN,)), origin="command")


def key_corrected(twin: Twin) -> None:
    """A corrected key was published while a second try, pinned to the first revision, is in progress."""
    failed(twin)
    _begun(twin, {1: "true", 2: "true"})
    corrected = {"q3": "both" if twin.name == "one" else "late"}
    publish_bank(twin.database, bank(twin.name, keys=corrected), origin="command", otherwise=KeyPolicy.LEAVE_SCORES)


def marked_again(twin: Twin) -> None:
    """Two keys were corrected, and a failed try was marked again: 1 instead of 0, by the one here, by the other there.

    The learner, who has a try left and was told by mail, may know neither question nor key.
    """
    _taken(twin, {3: "early", 4: "late"})
    corrected = {"q3": "early", "q4": "neither"} if twin.name == ONE else {"q3": "neither", "q4": "late"}
    publish_bank(
        twin.database,
        bank(twin.name, keys=corrected),
        origin="command",
        otherwise=KeyPolicy.NEW_KEY,
        address="http://127.0.0.1:8000",
    )


def cooling_down(twin: Twin) -> None:
    """Failed where every question has three options or more, and nothing else asks one of them any more.

    So its wrong ones are named: the same in both twins.
    """
    for _ in range(2):
        _taken(twin, {}, SHARED)
    _taken(twin, NAMING_NONE, NAMING)


def asked_elsewhere(twin: Twin) -> None:
    """Passed, but a question of it stands in another posttest that can still be taken."""
    _taken(twin, NAMING_PASS, NAMING)


def asked_nowhere(twin: Twin) -> None:
    asked_elsewhere(twin)
    naming = twin.values["attempt_id"]
    for _ in range(2):
        _taken(twin, {}, SHARED)
    twin.values["attempt_id"] = naming


def faulty(twin: Twin) -> None:
    """A fault of ours: every page of an attempt ends in an error with a traceback in the log."""
    all_answered(twin)
    with twin.database.writing() as session:
        session.execute(text("ALTER TABLE attempt_question RENAME TO attempt_question_gone"))


STATES = (
    State("not started", not_started),
    State("started", started, is_small=False),
    State("some saved", some_saved),
    State("pretest taken", pretest_taken),
    State("all answered", all_answered, is_small=False),
    State("failed, one try left", failed),
    State("last try", last_try, is_last_try=True),
    State("tries used", tries_used, releases=True),
    State("granted a further try", granted, is_small=False),
    State("passed", passed, releases=True),
    State("evaluated", evaluated, releases=True, is_small=False),
    State("certificate issued", certified, releases=True, is_small=False),
    State("certificate revoked", revoked, releases=True, is_small=False),
    State("evidence flagged", flagged, releases=True, is_flagged=True),
    State("practised", practised, releases=True, is_small=False),
    State("reminded of the deadline", reminded, is_small=False),
    State("time over", time_over, is_small=False),
    State("submitted by the deadline", submitted_late, is_small=False),
    State("reminded of the certificate", pass_reminded, releases=True, is_small=False),
    State("activity retired", retired, is_small=False),
    State("key corrected", key_corrected, is_last_try=True),
    State("marked again", marked_again, is_small=False),
    State("cooling down", cooling_down, activity=NAMING, is_small=False),
    State("passed, asked elsewhere", asked_elsewhere, activity=NAMING, practises=True),
    State("asked nowhere else", asked_nowhere, activity=NAMING, releases=True, is_small=False),
    State("at fault", faulty),
    State("database unavailable", all_answered, is_interrupted=True),
    *KINDS_STATES,
)
