"""The checker of the table: every request it names, and what was answered otherwise."""

from dataclasses import dataclass, field

from werkzeug.routing import Rule
from werkzeug.test import TestResponse

from tests.security.access_rows import ROWS
from tests.security.access_world import ROLES
from tests.security.answers import Alike
from tests.security.visits import Case, Visitors, cases, expected, good_case, is_admitted, path_of

NOT_OFFERED = ("DELETE", "PATCH", "PUT", "TRACE", "PROPFIND")
ANY = ("GET", "HEAD", "POST", "OPTIONS", *NOT_OFFERED)


@dataclass
class Found:
    """What was counted and what was wrong."""

    requests: int = 0
    pairs: int = 0
    wrong: list[str] = field(default_factory=list)
    unalike: list[str] = field(default_factory=list)
    changed: list[str] = field(default_factory=list)  # by showing, or by a request that was refused


def check(visitors: Visitors, roles: tuple[str, ...] = ROLES, endpoints: frozenset[str] = frozenset()) -> Found:
    """Send every request of the table (of ``endpoints``, if any are given) and say what was not as it should be."""
    found = Found()
    for rule in visitors.rules():
        if endpoints and rule.endpoint not in endpoints:
            continue
        for role in roles:
            for method in sorted(rule.methods or ()):
                _check(visitors, rule, role, method, found)
            if changed := visitors.world.snapshot.changes():
                found.changed.append(f"{role}: {rule.endpoint}: {changed}")
                visitors.world.snapshot.restore()
    return found


def _check(visitors: Visitors, rule: Rule, role: str, method: str, found: Found) -> None:
    """Try one route with one method as one role, on everything its address can name."""
    row, nothing = ROWS[rule.endpoint], None
    for case in cases(visitors.world, rule, role):
        if method == "OPTIONS" and case.whose == "malformed":
            continue
        answer = visitors.send(role, method, rule, case.path)
        found.requests += 1
        where = f"{role}: {method} {rule.endpoint}, {case.whose} ({case.asked[:24]})"
        if answer.status_code not in expected(row, role, method, case):
            found.wrong.append(f"{where}: {answer.status_code}, not {expected(row, role, method, case)}")
        found.wrong += [f"{where}: {fault}" for fault in _faults(visitors, rule, role, method, case, answer)]
        if case.whose == "absent":
            nothing = Alike.of(answer, case.asked)
        elif case.whose == "another's" and nothing is not None:
            found.pairs += 1
            if Alike.of(answer, case.asked) != nothing:
                found.unalike.append(where)
        if method == "POST" and case.whose == "own" and is_admitted(row, role):
            visitors.world.snapshot.restore()


def _faults(visitors: Visitors, rule: Rule, role: str, method: str, case: Case, answer: TestResponse) -> list[str]:
    if method == "OPTIONS" and answer.status_code == 200:
        offered = set((answer.headers.get("Allow") or "").replace(" ", "").split(","))
        return [] if offered == methods_at(visitors, rule.rule) else [f"Allow is {offered}"]
    if method != "HEAD" or case.whose not in ("own", "another's"):
        return []
    shown = visitors.send(role, "GET", rule, case.path)
    same = [name for name, _ in answer.headers if name not in ("Set-Cookie", "Date")]
    if answer.get_data() or answer.status_code != shown.status_code:
        return ["it has a body, or another status than GET"]
    return [f"{name} is not as with GET" for name in same if answer.headers[name] != shown.headers.get(name)]


def methods_at(visitors: Visitors, path: str) -> set[str]:
    """Return the methods that some route at this address takes."""
    return {method for rule in visitors.rules() if rule.rule == path for method in rule.methods or ()}


def check_methods(visitors: Visitors, roles: tuple[str, ...] = ROLES) -> Found:
    """Send each method that is not offered at an address: refused with 405 and the list of those that are."""
    found = Found()
    for rule in {rule.rule: rule for rule in visitors.rules()}.values():
        offered = methods_at(visitors, rule.rule)
        for role in roles:
            for path in {good_case(visitors.world, rule, role).path, path_of(rule, "nobody")}:
                for method in sorted(set(ANY) - offered):
                    answer = visitors.ask(role, method, path)
                    found.requests += 1
                    allowed = set((answer.headers.get("Allow") or "").replace(" ", "").split(","))
                    if answer.status_code != 405 or allowed | {"OPTIONS"} != offered:
                        found.wrong.append(f"{role}: {method} {path}: {answer.status_code}, Allow {allowed}")
    found.changed = visitors.world.snapshot.changes()
    return found
