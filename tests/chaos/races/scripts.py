"""The races, one function for each pair: who there is, and what the two sides do."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from tests.chaos.races.rounds import Call
from tests.chaos.races.stage import DAYS_APART, EXPIRING, WRONG, Learner, Prepared, Stage, attempt_name
from tests.support.banks import KEYS
from tests.support.clock import NOON

REQUEST, PRINTING = 0.003, 0.010  # seconds: about what a request takes, and by how much two printings differ
SAVED_POSITION = 1
NEW_KEYS = ("first-key-of-the-two", "second-key-of-the-two")


def submit_submit(stage: Stage, number: int) -> None:
    chosen = stage.random.choice([KEYS, WRONG, {1: "true"}])
    learner = stage.learner(number, 0, Prepared(attempt_name(number), dict(chosen)))
    calls = [_submission(learner, wait) for wait in stage.waits(REQUEST)]
    stage.add(number, "submit‖submit", "passing" if chosen == KEYS else "failing", calls, learner)


def submit_save(stage: Stage, number: int) -> None:
    """The save makes the difference between a fail and a pass."""
    saved_before = KEYS | {SAVED_POSITION: WRONG[SAVED_POSITION]}
    learner = stage.learner(number, 0, Prepared(attempt_name(number), saved_before))
    variant = stage.random.choice(["script", "form"])
    submitting, saving = stage.waits(REQUEST)
    save = _save if variant == "script" else _form
    calls = [_submission(learner, submitting), save(learner, saving)]
    stage.add(number, "submit‖save", variant, calls, learner)


def expire_submit(stage: Stage, number: int) -> None:
    """Several attempts fall due together; the learner of the last one submits it while the worker closes them."""
    deadline = NOON + DAYS_APART * (number + 1)
    learners = [
        stage.learner(
            number,
            place,
            Prepared(attempt_name(number, place), dict(KEYS), deadline + timedelta(milliseconds=place)),
        )
        for place in range(EXPIRING)
    ]
    working, submitting = stage.waits(REQUEST)
    seconds = stage.random.choice([-1, 1, 6])  # before the deadline, within the grace, after it
    submission = _submission(learners[-1], submitting, deadline + timedelta(seconds=seconds))
    calls = [Call(now=deadline + timedelta(seconds=6), wait=working), submission]
    stage.add(number, "expire‖submit", f"{seconds:+} s", calls, *learners)


def issue_issue(stage: Stage, number: int) -> None:
    prepared = Prepared(attempt_name(number), dict(KEYS), is_submitted=True, is_evaluated=True)
    learner = stage.learner(number, 0, prepared)
    names = stage.random.choice([("Alice Learner", "Alice Learner"), ("Alice Learner", "Alice B. Learner")])
    calls = [
        Call(
            now=NOON,
            wait=wait,
            token=learner.pseudonym,
            path=f"/attempts/{attempt_name(number)}/certificate",
            form={"name": name},
        )
        for name, wait in zip(names, stage.waits(PRINTING), strict=True)
    ]
    stage.add(number, "issue‖issue", "one name" if names[0] == names[1] else "two names", calls, learner)


def start_start(stage: Stage, number: int) -> None:
    """Two tries are allowed. Half of the learners have one left, the others none."""
    used = stage.random.choice([1, 2])
    tries = [Prepared(attempt_name(number, place), dict(WRONG), is_submitted=True) for place in range(used)]
    learner = stage.learner(number, 0, *tries)
    form = {"content_hash": stage.content_hash, "acknowledged": "y"}
    calls = [
        Call(now=NOON, wait=wait, token=learner.pseudonym, path="/activities/case/start", form=form)
        for wait in stage.waits(REQUEST)
    ]
    stage.add(number, "start‖start", "one left" if used == 1 else "none left", calls, learner)


def publish_publish(stage: Stage, number: int) -> None:
    variant = stage.random.choice(["equal", "different", "claim"])
    version = f"claim-{number}" if variant == "claim" else f"version-{number}"
    banks = {
        "equal": [("rival", version), ("rival", version)],
        "different": [("rival", version), ("rival", f"{version}-other")],
        "claim": [(f"claimant-{number}-a", version), (f"claimant-{number}-b", version)],
    }[variant]
    calls = [Call(now=NOON, wait=wait, bank=each) for each, wait in zip(banks, stage.waits(2 * REQUEST), strict=True)]
    stage.add(number, "publish‖publish", variant, calls)


def save_save(stage: Stage, number: int) -> None:
    """One save that is sent twice; two devices at the same number; a later one overtaken; a key used twice."""
    learner = stage.learner(number, 0, Prepared(attempt_name(number), dict(WRONG)))
    variant = stage.random.choice(["repeated", "two devices", "overtaking", "key reused"])
    first, second = NEW_KEYS
    both: dict[str, list[dict[str, Any]]] = {
        "repeated": [{"key": first}, {"key": first}],
        "two devices": [{"key": first}, {"key": second, "chosen": ["false"]}],
        "overtaking": [{"key": first}, {"key": second, "chosen": ["false"], "sequence": 3}],
        "key reused": [{"key": first}, {"key": first, "chosen": ["false"]}],
    }
    calls = [_save(learner, wait, **each) for each, wait in zip(both[variant], stage.waits(REQUEST), strict=True)]
    stage.add(number, "save‖save", variant, calls, learner)


def _submission(learner: Learner, wait: float, now: Any = NOON) -> Call:
    path = f"/attempts/{learner.tries[-1].public_id}/submit"
    return Call(now=now, wait=wait, token=learner.pseudonym, path=path)


def _save(learner: Learner, wait: float, **changes: Any) -> Call:
    body = {"chosen": ["true"], "struck": [], "flagged": False, "sequence": 2, "key": NEW_KEYS[0]} | changes
    path = f"/attempts/{learner.tries[-1].public_id}/questions/{SAVED_POSITION}/save"
    return Call(now=NOON, wait=wait, token=learner.pseudonym, path=path, body=body)


def _form(learner: Learner, wait: float) -> Call:
    form = {"response": "true", "sequence": "2", "key": NEW_KEYS[0], "go": "check"}
    path = f"/attempts/{learner.tries[-1].public_id}/questions/{SAVED_POSITION}"
    return Call(now=NOON, wait=wait, token=learner.pseudonym, path=path, form=form)


SCRIPTS: dict[str, Callable[[Stage, int], None]] = {
    "submit‖submit": submit_submit,
    "submit‖save": submit_save,
    "expire‖submit": expire_submit,
    "issue‖issue": issue_issue,
    "start‖start": start_start,
    "publish‖publish": publish_publish,
    "save‖save": save_save,
}
