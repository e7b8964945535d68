"""Visit a twin as everybody in a state, note whatever comes back, and find where two twins' notes differ."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from urllib.parse import urlsplit

from sqlalchemy import select
from werkzeug.test import Client, TestResponse

from cme.models import AuditEvent, OutboxMail
from cme.services import catalogue
from tests.security.secrecy.asking import NOBODYS, Asked, Line
from tests.security.secrecy.banks import KEY_WORDS, NAMING, PLAIN
from tests.security.secrecy.kinds import DRAWN, POOL
from tests.security.secrecy.kinds_routes import OF_KINDS
from tests.security.secrecy.planted import CANARY
from tests.security.secrecy.routes import TABLE, elsewhere
from tests.security.secrecy.state import State
from tests.security.secrecy.twin import ROLES, Twin, decoded_cookie

RESULT = re.compile(r"/attempts/[^/]+/result")
FLAG = re.compile(r"/attempts/[^/]+/questions/([1-9])/flag")
STAFF = ("educator", "administrator")
SHOWN_AGAIN = ("nothing", "evidence", "empty", "no such learner", "granted")  # forms that come back with their page
# These tell what follows from keys, and no word of theirs: to their authors, and to learners what they got wrong.
SUMMED_UP = ("preview.activity", "learner.misses")
PREVIEWED = (
    "preview.answered",
    "preview.evidence",
    "preview.index",
    "preview.activity",
)  # what shows keys to their authors
ABSENT = re.compile(r"~99/|/nothing\.x/")  # a publication and a shelf that nobody has
ABIDING = re.compile(
    r"static|styleguide|account\.(?!profile)|educator\.(allow|bank|cohort|extension|member|publi|rules|upload)"
)
SAMPLES = ("static", "styleguide.components")  # style sheets, and the made-up pages of the design system
READ_ONLY = ("GET", "HEAD", "OPTIONS")
# An audit row's hash follows from its other columns and from the rows before it. The first row keeps a fingerprint of
# the whole bank, so the hashes of twins differ; ``test_twins`` holds each chain against its rows instead.
AUDIT = (AuditEvent.number, AuditEvent.happened_at, AuditEvent.actor, AuditEvent.action, AuditEvent.subject)


@dataclass(frozen=True)
class Visit:
    """What one request came to. ``place`` is state, role, method, endpoint and which of the route's requests it was."""

    place: tuple[str, str, str, str, str]
    status: int
    headers: tuple[tuple[str, str], ...]
    body: bytes
    cookies: str  # decoded
    log: str
    rows: str  # audit events and mails that are there afterwards
    path: str

    @property
    def everything(self) -> str:
        heads = "\n".join(f"{name}: {value}" for name, value in self.headers)
        return "\n".join((heads, self.body.decode("utf-8", "replace"), self.cookies, self.log, self.rows))

    def __str__(self) -> str:
        return " / ".join(self.place)


def enter(twin: Twin, state: State) -> None:
    """Bring a twin into a state and keep it, to come back to after each change."""
    twin.is_interrupted = False
    twin.chance.restart(f"state {state.name}")
    twin.begin()
    state.build(twin)
    twin.sign_everybody_in()
    with twin.database.reading() as session:
        twin.values["hashes"] = {each.id: each.content_hash for each in catalogue.list_activities(session)}
    twin.keep("state")
    twin.is_interrupted = state.is_interrupted
    twin.said.taken()


def visits(twin: Twin, state: State, roles: Sequence[str] = tuple(ROLES), *, is_full: bool = True) -> Iterator[Visit]:
    """Yield what each role gets for each request of each route in a state; ``is_full`` leaves out no route."""
    enter(twin, state)
    for role in roles:
        for asked in _asked(twin, _lines(state, is_full=is_full), most=None if role == "owner" else 2):
            yield from _visits(twin, state, role, asked)


def _lines(state: State, *, is_full: bool) -> Iterable[Line]:
    """Return what is asked in a state: unless in full, what no attempt bears on in one state alone."""
    lines = TABLE | (OF_KINDS if state.has_every_type else {})
    if is_full or state.name == "some saved":
        return lines.values()
    return [lines[route] for route in (OF_KINDS if state.has_every_type else lines) if not ABIDING.match(route[1])]


def _asked(twin: Twin, lines: Iterable[Line], *, most: int | None) -> Iterator[Asked]:
    """Yield what is asked: of each route everything, or the first ``most``, which carry the owner's own ids."""
    for line in lines:
        yield from islice(line(twin), most)
    yield from elsewhere(twin)


def _visits(twin: Twin, state: State, role: str, asked: Asked) -> Iterator[Visit]:
    client = browser(twin, role)
    place = (state.name, role, asked.method, asked.endpoint, asked.name)
    visit = noted(twin, place, send(twin, client, asked), has_changed=asked.method not in READ_ONLY)
    yield visit
    if asked.method in READ_ONLY:
        return
    location = dict(visit.headers).get("Location")
    for _ in range(3):
        if location is None:
            break
        place = (*place[:4], f"{place[4]}, then")
        twin.chance.restart(" / ".join(place))
        visit = noted(twin, place, client.get(location, base_url="http://127.0.0.1:8000"))
        yield visit
        location = dict(visit.headers).get("Location")
    if visit.status < 500 and (place[4].endswith(", then") or visit.status < 400):
        twin.go_back_to("state")


def browser(twin: Twin, role: str) -> Client:
    client = twin.app.test_client()
    client.set_cookie("cme", twin.cookies[role], domain="127.0.0.1")
    return client


def send(twin: Twin, client: Client, asked: Asked) -> TestResponse:
    twin.chance.restart(f"{asked.method} {asked.endpoint} {asked.name}")
    headers = dict(asked.headers)
    if asked.has_token and asked.method not in READ_ONLY:
        headers["X-CSRFToken"] = twin.token
    if asked.endpoint == "learner.save_submit":
        headers.setdefault("Accept", "application/json")
    url = asked.url.replace("$response", twin.values.get("response", "nobody-s"))
    return client.open(
        url,
        method=asked.method,
        base_url="http://127.0.0.1:8000",
        data=asked.data if asked.body is None else asked.body,
        json=asked.json,
        headers=headers,
        buffered=True,
    )


def noted(
    twin: Twin, place: tuple[str, str, str, str, str], answer: TestResponse, *, has_changed: bool = False
) -> Visit:
    cookies = [decoded_cookie(twin.app, value) for value in answer.headers.getlist("Set-Cookie")]
    return Visit(
        place=place,
        status=answer.status_code,
        headers=tuple(answer.headers.items()),
        body=answer.get_data(),
        cookies="\n".join(cookies),
        log=twin.said.taken(),
        rows=_rows(twin) if has_changed else "",
        path=urlsplit(answer.request.url).path,
    )


def _rows(twin: Twin) -> str:
    """Return what the log of events and the outbox hold, but for what fingerprints the bank."""
    if twin.is_interrupted:
        return ""
    with twin.database.reading() as session:
        events = session.execute(select(*AUDIT, AuditEvent.details).order_by(AuditEvent.number)).all()
        mails = session.execute(select(OutboxMail.recipient, OutboxMail.subject, OutboxMail.body, OutboxMail.reason))
        found = [repr(tuple(row)) for row in mails.all()]
    for row in events:
        details = {
            name: value for name, value in row.details.items() if (row.action, name) != ("bank.published", "digest")
        }
        found.append(repr((*row[:-1], details)))
    folder = twin.app.extensions["cme"].settings.outbox_dir
    found += [f"{path.name}\n{path.read_text('utf-8')}" for path in sorted(folder.glob("*.eml"))]
    return "\n".join(found)


def is_released(visit: Visit, state: State) -> bool:
    """Say whether the rules let this visit show keys, rationales and evidence: from the matrix, not from the answer.

    To the owner alone, once passed or out of tries: on the results of the activity's attempts, where what they show
    may be doubted, and on the page that answers a question of practice. To educators, what a learner has doubted, and
    the pages of the preview that show keys.
    """
    _, role, method, endpoint, name = visit.place
    if endpoint in PREVIEWED and role in STAFF and not state.is_interrupted:
        return method == "GET" and NOBODYS not in visit.path and not ABSENT.search(visit.path)
    is_page = method == "GET" or name.endswith(", then")
    if role in STAFF:
        return state.is_flagged and (is_page or name in SHOWN_AGAIN) and shows_flags(visit.path)
    if role != "owner":
        return False
    if (found := FLAG.fullmatch(visit.path)) and NOBODYS not in visit.path:
        is_asked = state.activity != POOL or int(found[1]) <= DRAWN
        return state.releases and is_asked and (is_page or name in SHOWN_AGAIN)
    if not is_page:
        return False
    if RESULT.fullmatch(visit.path) and NOBODYS not in visit.path:
        return state.releases or (state.is_last_try and endpoint == "learner.submit_submit")
    if endpoint == "learner.misses":
        return state.releases or state.practises
    if endpoint == "learner.practice":
        return "response=" in name and state.name.endswith("practised")
    if endpoint == "learner.practice_submit":
        is_other = name.startswith("of another activity")
        return (state.releases or state.practises) and is_other == (state.activity == NAMING)
    return False


def shows_flags(path: str) -> bool:
    """Say whether a page of educators shows what learners doubt: the queue, one flag, the activity it belongs to."""
    return path.startswith(("/educator/flags", f"/educator/activities/{PLAIN}")) and NOBODYS not in path


def tells_a_number(visit: Visit) -> bool:
    """Say whether a page tells educators what depends on the keys without naming one.

    The digest of the whole bank stands beside what is published; what the longest option scores, beside an activity.
    """
    return visit.place[1] in STAFF and visit.path.startswith(("/educator/bank", "/educator/activities/"))


def told(visit: Visit) -> set[str]:
    """Return the canaries in a visit, and, where nothing is made up, the words that only keys bring."""
    text = visit.everything
    words = {word for word in KEY_WORDS if word in text} if visit.place[3] not in SAMPLES else set()
    return words | set(CANARY.findall(text))


def differing(one: Visit, other: Visit, *, is_released: bool) -> list[str]:
    """Say in what two twins' answers differ; what is released may differ in its body and its length."""
    if one.place != other.place:
        return [f"{one} was answered by {other}"]
    parts = ["status", "headers", "cookies", "log", "rows"] + ([] if is_released else ["body"])
    found = []
    for part in parts:
        ours, theirs = getattr(one, part), getattr(other, part)
        if part == "headers" and is_released:
            ours, theirs = (tuple(h for h in each if h[0] != "Content-Length") for each in (ours, theirs))
        if ours != theirs:
            found.append(f"{one}: {part} differ: {_first_difference(ours, theirs)}")
    return found


def _first_difference(ours: object, theirs: object) -> str:
    a, b = (each if isinstance(each, bytes) else str(each).encode() for each in (ours, theirs))
    start = next((n for n, (x, y) in enumerate(zip(a, b, strict=False)) if x != y), min(len(a), len(b)))
    return f"at byte {start}: {a[max(0, start - 60) : start + 60]!r} / {b[max(0, start - 60) : start + 60]!r}"
