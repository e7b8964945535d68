"""No request changes anything without the token of its own browser's page, nor when another site sent it."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from cme.web import forgery
from tests.security.access_rows import ROWS
from tests.security.access_world import World
from tests.security.visits import Visitors, expected, good_case
from tests.support.figures import Figure, record

ROLES = ("anonymous", "learner", "educator", "administrator")


@dataclass(frozen=True)
class Forgery:
    """A good request but for this. ``token`` is whose, or what instead of one."""

    name: str
    status: int
    token: str | None = None
    headers: Mapping[str, str] | None = None
    query: str = ""
    is_plain: bool = False  # JSON sent as a form of another site can send it


EVIL, OURS = "https://evil.example", "http://127.0.0.1:8000"
FORGERIES = (
    Forgery("no token", 400, token=""),
    Forgery("another session's token", 400, token="stranger"),
    Forgery("a token that nobody signed", 400, token="made up"),
    Forgery("a token cut short", 400, token="cut"),
    Forgery("the token in the address alone", 400, token="", query="own"),
    Forgery("JSON as text, no token", 400, token="", is_plain=True),
    Forgery("another origin", 403, headers={"Origin": EVIL}),
    Forgery("another port", 403, headers={"Origin": "http://127.0.0.1:8001"}),
    Forgery("a longer host", 403, headers={"Origin": "http://127.0.0.1:8000.evil.example"}),
    Forgery("a host behind ours", 403, headers={"Origin": "http://127.0.0.1:8000@evil.example"}),
    Forgery("an origin that is none", 403, headers={"Origin": "http://[evil"}),
    Forgery("cross-site by the browser's word", 403, headers={"Sec-Fetch-Site": "cross-site"}),
    Forgery("same-site by the browser's word", 403, headers={"Sec-Fetch-Site": "same-site"}),
    Forgery(
        "our origin, yet cross-site", 403, headers={"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "cross-site"}
    ),
)
FROM_HERE = (
    {"Origin": "http://127.0.0.1:8000"},
    {"Origin": "http://127.0.0.1:8000", "Sec-Fetch-Site": "same-origin"},
    {"Sec-Fetch-Site": "none"},
    {"Origin": "null"},
)


def accepted(
    visitors: Visitors, forgeries: tuple[Forgery, ...] = FORGERIES, roles: tuple[str, ...] = ROLES
) -> tuple[int, list[str]]:
    """Send every forgery to every unsafe route; return how many were sent, and what was not refused or changed data."""
    count, wrong = 0, []
    for rule in visitors.rules():
        if "POST" not in (rule.methods or ()):
            continue
        for role in roles:
            path = good_case(visitors.world, rule, role).path
            for each in forgeries:
                status = _send(visitors, rule, role, path, each)
                count += 1
                if status != each.status:
                    wrong.append(f"{role}: {rule.endpoint}, {each.name}: {status}")
            if changed := visitors.world.snapshot.changes():
                wrong.append(f"{role}: {rule.endpoint} changed {changed}")
                visitors.world.snapshot.restore()
    return count, wrong


def _send(visitors: Visitors, rule: object, role: str, path: str, forged: Forgery) -> int:
    own, headers = visitors.browser(role).token, dict(forged.headers or {})
    token = {"stranger": visitors.browser("stranger").token, "made up": "IjAi.aaaa.bbbb", "cut": own[:-1]}.get(
        forged.token or "", forged.token
    )
    query = f"?csrf_token={own}" if forged.query else ""
    if forged.is_plain:
        body = '{"chosen": ["false"], "struck": [], "flagged": false, "sequence": 2, "key": "kkkkkkkkkkkkkkkkkkkk"}'
        return visitors.ask(role, "POST", path, token="", data=body, content_type="text/plain").status_code
    return visitors.send(role, "POST", rule, path + query, token=token, headers=headers).status_code  # type: ignore[arg-type]


def test_no_forged_request_is_accepted(worlds: list[World]) -> None:
    found = [accepted(Visitors(world.app, world)) for world in worlds]
    wrong = [fault for _, faults in found for fault in faults]
    record(
        Figure(
            proof="Access",
            what="forged requests accepted, or rows changed by one",
            goal="0",
            measured=f"{len(wrong)} of {sum(count for count, _ in found):,}",
            is_met=not wrong,
            is_full=len(worlds) > 1,
            size=f"every unsafe route, {len(ROLES)} kinds of visitor, {len(FORGERIES)} forgeries",
            control="without the token check, and without the check of origins, forgeries are accepted and seen",
        )
    )
    assert wrong == [], "\n".join(wrong)


@pytest.mark.parametrize("headers", FROM_HERE, ids=str)
def test_what_was_sent_from_here_is_accepted(world: World, headers: dict[str, str]) -> None:
    visitors = Visitors(world.app, world)
    for rule in visitors.rules():
        if "POST" in (rule.methods or ()):
            case = good_case(world, rule, "educator")
            answer = visitors.send("educator", "POST", rule, case.path, headers=headers)
            assert answer.status_code in expected(ROWS[rule.endpoint], "educator", "POST", case), rule.endpoint
            world.snapshot.restore()


def test_a_missing_token_check_is_seen(world: World) -> None:
    app = world.another_app()
    app.config["WTF_CSRF_CHECK_DEFAULT"] = False
    _, wrong = accepted(Visitors(app, world), FORGERIES[:2], ("educator",))
    assert len(wrong) > 10
    assert any("changed" in fault for fault in wrong)


def test_a_missing_check_of_origins_is_seen(world: World) -> None:
    app = world.another_app()
    app.before_request_funcs[None].remove(forgery.refuse_other_sites)
    _, wrong = accepted(Visitors(app, world), FORGERIES[6:8], ("educator",))
    assert any("another origin" in fault for fault in wrong)
