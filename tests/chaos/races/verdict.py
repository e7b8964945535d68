"""Judge races: what both callers were told against what the database holds, and the database against itself."""

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from cme.database import Database
from tests.chaos.races.evidence import Evidence, gather
from tests.chaos.races.rounds import Answer, Round, overlapped
from tests.chaos.races.scripts import NEW_KEYS, SAVED_POSITION
from tests.support.banks import KEYS
from tests.support.clock import NOON

Answers = tuple[Answer, Answer]
Expected = Counter[tuple[str, str]]


@dataclass
class Verdict:
    """What is wrong, by round; ``general`` is what no single round can be blamed for."""

    faults: defaultdict[int, list[str]] = field(default_factory=lambda: defaultdict(list))
    general: list[str] = field(default_factory=list)
    overlapping: int = 0
    server_errors: int = 0
    lock_errors: int = 0

    @property
    def is_clean(self) -> bool:
        return not self.faults and not self.general

    def __str__(self) -> str:
        lines = [f"round {number}: {fault}" for number, faults in self.faults.items() for fault in faults]
        return "\n".join([*self.general, *lines[:50], f"{len(self.faults)} rounds with faults"])


def judge(database: Database, rounds: Sequence[Round], answers: Sequence[Answers]) -> Verdict:
    """Check every round and every row."""
    verdict, evidence, expected = Verdict(), gather(database), Expected()
    expected["bank.published", "tests"] = 1
    for each, told in zip(rounds, answers, strict=True):
        verdict.overlapping += overlapped(told)
        verdict.server_errors += sum(answer.status >= 500 for answer in told)
        verdict.lock_errors += sum(answer.status == 503 for answer in told)
        faults = [f"{each.pair} answered {told_.status} {told_.body[:200]!r}" for told_ in told if told_.status >= 500]
        faults += JUDGES[each.pair](each, told, evidence)
        faults += _of_rows(each, evidence)
        faults += _of_events(each, told, evidence, expected)
        if faults:
            verdict.faults[each.number] = [f"{each.pair} ({each.variant}): {fault}" for fault in faults]
    verdict.general = evidence.broken + list(_of_numbers(evidence))
    verdict.general += [f"The log holds {event} unasked for." for event in evidence.events - expected]
    return verdict


def _of_rows(each: Round, evidence: Evidence) -> Iterator[str]:
    """Check what holds for every learner, whatever they did."""
    for learner in each.learners:
        tries = evidence.attempts[learner]
        if [attempt.number for attempt in tries] != list(range(1, len(tries) + 1)) or len(tries) > 2:
            yield f"the tries are numbered {[attempt.number for attempt in tries]}"
        for attempt in tries:
            scores = evidence.scores[attempt.public_id]
            if [score.number for score in scores] != ([1] if attempt.submitted_at else []):
                yield f"{attempt.public_id} has {len(scores)} scores"
            if scores and scores[-1].marks != _marks(evidence, attempt.public_id):
                yield f"{attempt.public_id} was not marked by its newest responses"
            if sorted(evidence.questions[attempt.public_id]) != list(KEYS):
                yield f"{attempt.public_id} has the questions {evidence.questions[attempt.public_id]}"


def _marks(evidence: Evidence, attempt_id: str) -> dict[str, list[int]]:
    newest = {position: chosen for position, _sequence, _key, chosen in evidence.responses[attempt_id]}
    return {str(position): [int(newest.get(position) == [key]), 1] for position, key in KEYS.items()}


def _of_events(each: Round, told: Answers, evidence: Evidence, expected: Expected) -> Iterator[str]:
    """Check that each change of this round stands in the log once."""
    changes = Expected()
    for learner in each.learners:
        for attempt in evidence.attempts[learner]:
            changes["attempt.started", attempt.public_id] += attempt.public_id not in each.attempts
            if each.pair in ("submit‖submit", "submit‖save", "expire‖submit"):
                passed = any(score.is_passed for score in evidence.scores[attempt.public_id])
                changes["attempt.submitted", attempt.public_id] += attempt.submitted_at is not None
                changes["attempt.passed", attempt.public_id] += passed
            changes["certificate.issued", attempt.public_id] += each.pair == "issue‖issue"
    for call, answer in zip(each.calls, told, strict=True):
        if call.bank is not None and answer.status == 200:
            expected["bank.published", call.bank[0]] += json.loads(answer.body)[0] == "published"
    expected.update(changes)
    for event, count in changes.items():
        if evidence.events[event] != count:
            yield f"the log holds {event[0]} {evidence.events[event]} times, not {count}"


def _of_numbers(evidence: Evidence) -> Iterator[str]:
    for kind, rows in (("Publications of", evidence.publications), ("Revisions of", evidence.revisions)):
        for name, numbers in rows.items():
            if numbers != list(range(1, len(numbers) + 1)):
                yield f"{kind} {name} are numbered {numbers[:20]}."
    for bank_id, numbers in evidence.publications.items():
        if evidence.events["bank.published", bank_id] != len(numbers):
            yield f"The log does not hold each of the {len(numbers)} publications of {bank_id} once."


def _submit_submit(each: Round, told: Answers, evidence: Evidence) -> Iterator[str]:
    yield from _submitted(each, told, evidence)


def _submit_save(each: Round, told: Answers, evidence: Evidence) -> Iterator[str]:
    """Check that a save acknowledged is a save scored, and a save refused is not stored."""
    yield from _submitted(each, told[:1], evidence)
    saving, attempt_id = told[1], each.attempts[0]
    if each.variant == "form":
        was_saved = saving.location.endswith("/check")
        was_refused = saving.location == f"/attempts/{attempt_id}"
    else:
        was_saved, was_refused = saving.status == 200, saving.status == 409
    stored = [row for row in evidence.responses[attempt_id] if row[2] == NEW_KEYS[0]]
    if was_saved == was_refused:
        yield f"the save was answered {saving.status} {saving.location} {saving.body[:100]!r}"
    if len(stored) != int(was_saved):
        yield f"the save was {'acknowledged' if was_saved else 'refused'}, but stored {len(stored)} times"
    marks = [score.marks[str(SAVED_POSITION)] for score in evidence.scores[attempt_id]]
    if any(mark != [int(was_saved), 1] for mark in marks):
        yield f"the save was {'acknowledged' if was_saved else 'refused'}, but the question was marked {marks}"


def _expire_submit(each: Round, told: Answers, evidence: Evidence) -> Iterator[str]:
    yield from _submitted(each, told[1:], evidence)
    closed = int(told[0].body) if told[0].body.isdigit() else 0
    if told[0].status != 200 or not len(each.attempts) - 1 <= closed <= len(each.attempts):
        yield f"the worker closed {closed} of {len(each.attempts)} attempts"


def _submitted(each: Round, told: Sequence[Answer], evidence: Evidence) -> Iterator[str]:
    for answer in told:
        if (answer.status, answer.location) != (303, f"/attempts/{each.attempts[-1]}/result"):
            yield f"the submission was answered {answer.status} {answer.location}"
    for learner in each.learners:
        for attempt in evidence.attempts[learner]:
            if attempt.submitted_at is None:
                yield f"{attempt.public_id} was not submitted"


def _issue_issue(each: Round, told: Answers, evidence: Evidence) -> Iterator[str]:
    issued = evidence.certificates[each.attempts[0]]
    if len(issued) != 1:
        yield f"{len(issued)} certificates were issued"
    for answer in told:
        if answer.status != 303 or answer.location not in {f"/certificates/{code}" for code, _, _ in issued}:
            yield f"the claim was answered {answer.status} {answer.location}"
    if told[0].location != told[1].location:
        yield "the two callers were sent to different certificates"
    for _code, name, is_described in issued:
        if name != evidence.names[each.learners[0]] or not is_described:
            yield "the certificate is not the one described, or its name is not the learner's"


def _start_start(each: Round, told: Answers, evidence: Evidence) -> Iterator[str]:
    begun = [one.public_id for one in evidence.attempts[each.learners[0]] if one.public_id not in each.attempts]
    may_begin = each.variant == "one left"
    if len(begun) != int(may_begin):
        yield f"{len(begun)} tries were begun"
    for answer in told:
        right = (303, f"/attempts/{begun[-1]}") if may_begin and begun else (409, "")
        if (answer.status, answer.location) != right:
            yield f"the start was answered {answer.status} {answer.location}"


def _publish_publish(each: Round, told: Answers, evidence: Evidence) -> Iterator[str]:
    heard = sorted([answer.status, *(json.loads(answer.body) if answer.status == 200 else ())] for answer in told)
    numbers = [row[2] for row in heard if len(row) == 3]
    outcomes = [row[1] for row in heard if len(row) == 3]
    right = {
        "equal": outcomes == ["published", "unchanged"] and len(set(numbers)) == 1,
        "different": outcomes == ["published"] * 2 and max(numbers) - min(numbers) == 1,
        "claim": outcomes == ["published"] and sorted(answer.status for answer in told) == [200, 409],
    }
    if not right[each.variant]:
        yield f"the banks were answered {heard}"


def _save_save(each: Round, told: Answers, evidence: Evidence) -> Iterator[str]:
    """Check that the acknowledged saves, and no others, are stored, and the refused one is shown what stands."""
    stored = {row[1:3]: row[3] for row in evidence.responses[each.attempts[0]] if row[2] in NEW_KEYS}
    bodies = [call.body or {} for call in each.calls]
    acknowledged = {
        (body["sequence"], body["key"]): body["chosen"]
        for body, answer in zip(bodies, told, strict=True)
        if answer.status == 200
    }
    rows = [row for row in evidence.responses[each.attempts[0]] if row[2] in NEW_KEYS]
    if stored != acknowledged or len(rows) != len(stored):
        yield f"{acknowledged} was acknowledged, {rows} is stored"
    statuses = sorted(answer.status for answer in told)
    right = {
        "repeated": statuses == [200, 200] and told[0].body == told[1].body,
        "two devices": statuses == [200, 409],
        "overtaking": statuses in ([200, 200], [200, 409]) and told[1].status == 200,
        "key reused": statuses == [200, 422],
    }
    if not right[each.variant]:
        yield f"the saves were answered {[(answer.status, answer.body[:100]) for answer in told]}"
    for answer in told:
        if answer.status == 409 and stored.get(_shown(answer)) is None:
            yield f"the refused device was shown {answer.body[:100]!r}, not what stands"


def _shown(answer: Answer) -> tuple[int, str]:
    """Return number and key of the save that a refusal shows. Only "true" is sent under the first key."""
    newest = json.loads(answer.body)["newest"]
    assert newest["saved"] == f"{NOON:%H:%M}" or newest["saved"]
    return newest["sequence"], NEW_KEYS[0] if newest["chosen"] == ["true"] else NEW_KEYS[1]


Judge = Callable[[Round, Answers, Evidence], Iterator[str]]
JUDGES: dict[str, Judge] = {
    "submit‖submit": _submit_submit,
    "submit‖save": _submit_save,
    "expire‖submit": _expire_submit,
    "issue‖issue": _issue_issue,
    "start‖start": _start_start,
    "publish‖publish": _publish_publish,
    "save‖save": _save_save,
}
