"""Judge one try after another: old or new, told truthfully, once when tried again, and nothing left behind."""

import re
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field
from typing import Any

from tests.chaos.steps.faults import Fault
from tests.chaos.steps.flows import Flow
from tests.chaos.steps.states import State
from tests.chaos.steps.theatre import NOTHING, Theatre

NOT_SAVED = ("not saved", "not issued")
UNCERTAIN = "may not have been saved"
ASIDE = r"^(database: a connection was lost( and is made anew)?|writers' queue: [^\n]+)\n"  # at any moment
TORN = "neither the old nor the new state"


@dataclass
class Count:
    """What was tried and found. ``wrong`` has one line for each failure, enough to repeat it."""

    calls: int = 0
    tries: int = 0
    old: int = 0
    new: int = 0
    retries: int = 0
    wrong: list[str] = field(default_factory=list)


class Checker:
    """Knows the old and the new state of a flow, and compares."""

    def __init__(self, theatre: Theatre, flow: Flow, planted: str = "") -> None:
        self.theatre, self.flow, self.planted = theatre, flow, planted
        theatre.start_empty()
        told = flow.prepare(theatre)
        theatre.keep(flow.name)
        theatre.restore(flow.name)
        theatre.set(told)
        theatre.restore(flow.name)
        self.old = theatre.state()
        self.new: dict[bool, str] = {}
        for is_late in (False, True):
            self._rehearse(is_late=is_late)

    def _rehearse(self, *, is_late: bool) -> None:
        """Take the flow untouched once, for the new state."""
        self.theatre.restore(self.flow.name)
        self.told = self._order(NOTHING, is_late=is_late)
        self.calls: list[str] = self.told["calls"]
        assert _is_success(self.told, self.told), self.told
        self._end()
        state = self.theatre.state()
        assert state.tables != self.old.tables or state.schema != self.old.schema, "the flow changes nothing"
        self.new[is_late] = self._normalised(state)
        self.files = self.theatre.files()

    def faults(self, kinds: list[Fault], *, every: int = 1) -> Iterator[Fault]:
        """Yield each kind at each call (or at every so many, and the commits), and after the last."""
        last = len(self.calls) + 1
        for kind in kinds:
            for at in range(1, last + 1):
                is_commit = at < last and self.calls[at - 1].startswith("commit")
                if at % every == 1 % every or is_commit or at == last:
                    yield Fault(**asdict(kind) | {"at": at})

    def check(self, kinds: list[Fault], *, every: int = 1, backwards: bool = False, stops_early: bool = False) -> Count:
        """Try every fault; ``backwards`` and ``stops_early`` at the first that is not met, for a planted one."""
        count = Count(calls=len(self.calls))
        for fault in sorted(self.faults(kinds, every=every), key=lambda each: each.at * (-1 if backwards else 0)):
            wrong = self._try(fault, count)
            name = self.calls[fault.at - 1] if fault.at <= len(self.calls) else "the end"
            count.wrong += [f"{self.flow.name}: {fault} ({name}): {each}" for each in wrong]
            if wrong and stops_early:
                break
        return count

    def _try(self, fault: Fault, count: Count) -> list[str]:
        self.theatre.restore(self.flow.name)
        told = self._order(fault, is_late=False)
        is_killed = "ended" in told
        if fault.kind == "kill" and is_killed != (fault.at <= len(self.calls)):
            return [f"the child {'was' if is_killed else 'was not'} killed"]
        state = self.theatre.state()
        is_new = self._normalised(state) == self.new[False]
        is_old = (state.schema, state.tables) == (self.old.schema, self.old.tables)
        count.tries, count.old, count.new = count.tries + 1, count.old + is_old, count.new + is_new
        wrong = [] if is_new or is_old else [f"{TORN}: {self._difference(state)}"]
        wrong += [f"the database is damaged: {state.damage[:3]}"] if state.damage else []
        if not is_killed:
            wrong += self._untrue(told, is_new=is_new, has_failed=told["has_failed"])
        after = self._again(is_killed=is_killed)
        if "ended" not in after:
            self._end()
        if not _is_success(after, self.told):
            return [*wrong, f"trying again did not work: {_brief(after)}"]
        count.retries += 1
        return wrong + self._not_once(state, is_new=is_new)

    def _not_once(self, before: State, *, is_new: bool) -> list[str]:
        state = self.theatre.state()
        wrong = []
        if is_new and (state.schema, state.tables) != (before.schema, before.tables):
            wrong.append(f"trying again changed the new state: {self._difference(state)}")
        if not is_new and self._normalised(state) != self.new[True]:
            wrong.append(f"trying again did not reach the new state: {self._difference(state)}")
        if (files := self.theatre.files()) != self.files:
            wrong.append(f"files left behind: {sorted(set(files) ^ set(self.files))}")
        return wrong

    def _untrue(self, told: dict[str, Any], *, is_new: bool, has_failed: bool) -> list[str]:
        """Say where the person was told what is not so, or not in plain words."""
        if "escaped" in told:
            return [f"no plain page: {told['escaped'][-1500:]}"]
        if _is_success(told, self.told):
            return [] if is_new else [f"told that it was done, and it was not: {_brief(told)}"]
        text = told["text"]
        if not has_failed:
            return [f"refused without a failure: {_brief(told)}"]
        wrong = [f"not a plain sentence: {_brief(told)}"] if not _is_plain(told) else []
        if is_new and UNCERTAIN not in text:
            wrong.append(f"told that it was not done, and it was: {text}")
        return wrong

    def _order(self, fault: Fault, *, is_late: bool) -> dict[str, Any]:
        return self.theatre.order(fault=asdict(fault), is_late=is_late, planted=self.planted)

    def _again(self, *, is_killed: bool) -> dict[str, Any]:
        """Try again: in the same server where it lives, in a new one where it was killed; a command is new."""
        if not is_killed and "status" in self.told:
            return self.theatre.order(again=True)
        if not is_killed:
            self._end()
        return self._order(NOTHING, is_late=True)

    def _end(self) -> None:
        ended = self.theatre.order(again=False)
        assert ended == {"ended": 0}, ended

    def _normalised(self, state: State) -> str:
        return state.normalised(has_gaps=not self.theatre.is_sqlite)

    def _difference(self, state: State) -> str:
        """Say which tables are no longer as they were, and by how many rows."""
        names = sorted(set(state.tables) | set(self.old.tables))
        found = {name: (len(self.old.tables.get(name, [])), len(state.tables.get(name, []))) for name in names}
        changed = {name for name in names if state.tables.get(name) != self.old.tables.get(name)}
        return ", ".join(f"{name} {found[name][0]}→{found[name][1]}" for name in sorted(changed)) or "tables alone"


def _is_success(told: dict[str, Any], expected: dict[str, Any]) -> bool:
    """Whether it was answered as an untouched try is: a command's exit, a save's 200, a redirect to the same place."""
    if "exit" in expected:
        return told.get("exit") == 0
    return told.get("status") in (200, 303) and _place(told["to"]) == _place(expected["to"])


def _brief(told: dict[str, Any]) -> str:
    return str({name: value for name, value in told.items() if name != "calls"})[:1500]


def _place(address: str) -> str:
    return re.sub(r"/certificates/.*", "/certificates/", address)


def _is_plain(told: dict[str, Any]) -> bool:
    """Whether a failure was told in a sentence that says what became of the work."""
    text = told["text"]
    if any(word in text for word in ("Traceback", "sqlalchemy", "psycopg", "fault in cme")):
        return False
    if "exit" in told:
        problem, worth, sum_ = r"[^\n]+:\d+:\d+: (error|warning) [^\n]+\n", r"Activity [^\n]+\n", r"[^\n]+; [^\n]+\.\n"
        checked = rf"(({problem})+({worth})*{sum_})?(Not checked: [^\n]+\n)?"  # what the check of a bank prints
        told_so = re.sub(ASIDE, "", text, flags=re.MULTILINE)
        return bool(re.fullmatch(checked + r"cme: [^\n]+\n(The reason given: [^\n]+\n)?", told_so))
    return told["status"] == 503 and any(words in text for words in (*NOT_SAVED, UNCERTAIN))
