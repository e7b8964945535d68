"""Follow every link and send every form that the pages offer, in each state: no canary before its release."""

from collections import deque
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import urlencode, urljoin, urlsplit

import pytest
from werkzeug.routing import RequestRedirect
from werkzeug.test import Client, TestResponse

from tests.security.secrecy.banks import PLAIN, bank, canaries
from tests.security.secrecy.planted import CANARY, ONE
from tests.security.secrecy.routes import TABLE
from tests.security.secrecy.state import State
from tests.security.secrecy.states import STATES
from tests.security.secrecy.test_twins import sqlite_twin
from tests.security.secrecy.twin import ROLES, Twin
from tests.security.secrecy.visits import FLAG, RESULT, STAFF, Visit, browser, enter, noted, shows_flags, told
from tests.support.forms import Form, forms_of
from tests.support.html_rules import parse

ORIGIN = "http://127.0.0.1:8000"
FILLED = {"name": "Alice Learner, MD", "email": "alice@example.org", "reason": "Fire alarm", "acknowledged": "y"}


def crawled(twin: Twin, state: State, role: str) -> Iterator[tuple[Visit, bool]]:
    """Yield each page there is a way to, and whether it may tell keys; each form is sent, followed and undone."""
    enter(twin, state)
    client, waiting, known = browser(twin, role), deque(["/"]), {"/"}
    while waiting:
        url = waiting.popleft()
        answer = _opened(twin, client, url)
        yield _visit(twin, state, role, answer), _may_tell(state, role, answer)
        if answer.mimetype != "text/html":
            continue
        tree = parse(answer.get_data(as_text=True))
        links = [element.get(name, "") for element in tree.iter() for name in ("href", "src") if element.get(name)]
        for link in (urljoin(answer.request.url, each).partition("#")[0] for each in [*links, answer.location or ""]):
            if link.startswith(f"{ORIGIN}/") and link not in known:
                known.add(link)
                waiting.append(link)
        for form in forms_of(tree, answer.request.url):
            yield from _sent(twin, state, role, form, known)


def _sent(twin: Twin, state: State, role: str, form: Form, known: set[str]) -> Iterator[tuple[Visit, bool]]:
    """Send a form once for each address, fields filled in as far as it asks, and follow where it leads."""
    if form.action in known:
        return
    known.add(form.action)
    fields = form.values()
    for element in form.controls():
        name = element.get("name", "")
        fields.setdefault(name, [(form.choices(name) or [FILLED.get(name, "some text")])[0]])
        if fields[name] == [""]:
            fields[name] = [FILLED.get(name, "")]
    client = browser(twin, role)
    if form.method == "get":
        yield from _followed(
            twin, state, role, client, _opened(twin, client, f"{form.action}?{urlencode(fields, True)}")
        )
        return
    twin.chance.restart(form.action)
    answer = client.post(urlsplit(form.action).path, data=fields, base_url=ORIGIN)
    yield from _followed(twin, state, role, client, answer)
    if not state.is_interrupted:
        twin.go_back_to("state")


def _followed(
    twin: Twin, state: State, role: str, client: Client, answer: TestResponse
) -> Iterator[tuple[Visit, bool]]:
    is_sent = answer.request.path.endswith("/submit")
    for _ in range(4):
        yield _visit(twin, state, role, answer), _may_tell(state, role, answer, is_submitted=is_sent)
        if not answer.location:
            return
        answer = _opened(twin, client, urljoin(ORIGIN, answer.location))


def _opened(twin: Twin, client: Client, url: str) -> TestResponse:
    parts = urlsplit(url)
    twin.chance.restart(url)
    return client.get(parts.path, query_string=parts.query, base_url=ORIGIN, buffered=True)


def _visit(twin: Twin, state: State, role: str, answer: TestResponse) -> Visit:
    try:
        endpoint = twin.app.url_map.bind("127.0.0.1:8000").match(answer.request.path, answer.request.method)[0]
    except RequestRedirect:
        endpoint = "redirect"
    assert (answer.request.method, endpoint) in TABLE, "the pages lead to a route that the table of routes lacks"
    name = f"{answer.request.path}?{answer.request.query_string.decode()}"
    has_changed = answer.request.method == "POST"
    return noted(twin, (state.name, role, answer.request.method, endpoint, name), answer, has_changed=has_changed)


def _may_tell(state: State, role: str, answer: TestResponse, *, is_submitted: bool = False) -> bool:
    """Say whether the rules release what a page tells: to the owner, results and answered practice, once settled.

    What is released to the owner may be doubted there, and educators see what was. To educators, the preview of what
    is published.
    """
    if role in STAFF and answer.request.path.startswith("/educator/preview/"):
        return True
    if role in STAFF:
        return state.is_flagged and shows_flags(answer.request.path)
    if FLAG.fullmatch(answer.request.path):
        return role == "owner" and state.releases
    if b"response=" in answer.request.query_string and state.practises:
        return role == "owner"
    is_settled = state.releases or (state.is_last_try and is_submitted)
    is_result = RESULT.fullmatch(answer.request.path) is not None or b"response=" in answer.request.query_string
    return role == "owner" and is_settled and is_result and answer.request.method == "GET"


SMALL = ("some saved", "failed, one try left", "granted a further try", "passed")


@pytest.mark.parametrize("roles", [("owner",), pytest.param(tuple(ROLES), marks=pytest.mark.slow)])
def test_no_way_through_the_pages_meets_a_canary_early(
    tmp_path: Path, sqlite_template: Path, roles: tuple[str, ...]
) -> None:
    states = [state for state in STATES if len(roles) > 1 or state.name in SMALL]
    early, shown, pages = [], set(), 0
    with sqlite_twin(ONE, tmp_path, sqlite_template) as twin:
        for state in states:
            for role in roles:
                for visit, may_tell in crawled(twin, state, role):
                    pages += 1
                    shown |= told(visit) if may_tell else set()
                    early += [] if may_tell else [f"{visit} tells {word}" for word in told(visit)]
    assert early == []
    assert pages > 20 * len(states)
    assert {word for word in shown if CANARY.fullmatch(word)} >= set(canaries(bank(ONE), PLAIN))
