"""Where a sign-in may lead, who may enter a guarded blueprint, and what a cookie is worth."""

import re
from collections.abc import Iterator
from urllib.parse import parse_qs, urljoin, urlsplit

import pytest
from flask import Blueprint, Flask
from hypothesis import given
from hypothesis import strategies as st

from cme.app import create_app
from cme.config import Settings
from cme.web.login import guard, safe_next, signed_in
from tests.page import PageClient
from tests.support.cast import ALICE, BOB, Member, sign_in
from tests.support.clock import SettableClock

ORIGIN = "http://127.0.0.1:8000"
EVIL = "evil.example"
TRICKS = [
    f"http://{EVIL}", f"https://{EVIL}/", f"HTTP://{EVIL}", f"ftp://{EVIL}", f"//{EVIL}", f"///{EVIL}",
    f"////{EVIL}", f"/\\{EVIL}", f"\\/{EVIL}", f"\\\\{EVIL}", f"\\{EVIL}", f"/\\/{EVIL}", f"//\\{EVIL}",
    f"/\t/{EVIL}", f"/\n/{EVIL}", f"/\r/{EVIL}", f"\t//{EVIL}", f"\n//{EVIL}", f" //{EVIL}", f"\x00//{EVIL}",
    f"/\x00/{EVIL}", f"\x1f//{EVIL}", f"\u00a0//{EVIL}", f"\u2028//{EVIL}", f"\ufeff//{EVIL}", f"/ /{EVIL}",
    f"/{EVIL}\r\nLocation: //{EVIL}", "/x\r\nSet-Cookie: a=b", "javascript:alert(1)", "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)", "\x01javascript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd",
    f"http:{EVIL}", f"http:/{EVIL}", f"http:///{EVIL}", f"https:{EVIL}", f"//user@{EVIL}", f"//127.0.0.1:8000@{EVIL}",
    f"http://127.0.0.1:8000@{EVIL}", f"{ORIGIN}.{EVIL}", f"@{EVIL}", f"/@{EVIL}", f"/%2f{EVIL}", f"/%2F%2F{EVIL}",
    f"/%5c{EVIL}", f"/%5C%5C{EVIL}", f"%2f%2f{EVIL}", f"/%09/{EVIL}", f"/%0a/{EVIL}", f"/%0d%0a//{EVIL}",
    f"/%00/{EVIL}", f"/%252f%252f{EVIL}", f"/%40{EVIL}", f"/.//{EVIL}", f"/..//{EVIL}", f"/x/..//{EVIL}",
    f"/x/../../{EVIL}", "/.", "/..", "/./", "/x/../account", f"/;@{EVIL}", f"/x//{EVIL}", f"//{EVIL}/%2f..",
    f"/#//{EVIL}", "#", "?", "", " ", "account", "./account", "../account", EVIL, f"/?next=//{EVIL}",
    f"/x?u=http://{EVIL}", f"／／{EVIL}", f"/／{EVIL}", f"//{EVIL}．", f"/\u2044{EVIL}", f"/\u2215{EVIL}",
    f"//xn--{EVIL}", "//[::1]", "//0x7f000001", "//2130706433", "/" + "x" * 1001, "/\ud800", "/é", "/x?\n", "/x?é",
]  # fmt: skip
OURS = [
    "/", "/activities/alk-alcl-crizotinib", "/attempts/Ab_9-xY/questions/2", "/my/activities", "/?q=lymphoma&topic=ALK",
    "/?q=a%2Fb+c", "/certificates/ABC-123.pdf", "/educator/", "/verify?code=X",
]  # fmt: skip


def test_there_are_tricks_enough() -> None:
    assert len(set(TRICKS)) >= 64


@pytest.mark.parametrize("target", TRICKS)
def test_no_trick_leads_away(target: str) -> None:
    assert safe_next(target) == ""


@pytest.mark.parametrize("target", OURS)
def test_our_own_addresses_are_kept(target: str) -> None:
    assert safe_next(target) == target


def test_nothing_is_nothing() -> None:
    assert safe_next(None) == ""


PIECES = st.sampled_from(
    ["/", "//", "\\", "@", ":", "%2f", "%5c", "%09", "\t", "\n", "\r", "\x00", " ", ".", "..", "?", "#", "http", EVIL]
)


@given(st.lists(PIECES, max_size=8).map("".join) | st.text(max_size=30).map("/".__add__))
def test_whatever_is_accepted_stays_here(target: str) -> None:
    """Judged as browsers do: they drop tabs and line breaks, and read a backslash as a slash."""
    accepted = safe_next(target)
    as_browsers_read = re.sub(r"[\t\r\n]", "", accepted.strip()).replace("\\", "/")
    for place in (as_browsers_read, as_browsers_read.partition("?")[0].replace("%2f", "/").replace("%5c", "/")):
        found = urlsplit(urljoin(f"{ORIGIN}/account/sign-in", place))
        assert f"{found.scheme}://{found.netloc}" == ORIGIN


@pytest.fixture
def guarded(settings: Settings, clock: SettableClock) -> Iterator[PageClient]:
    """The application with two more blueprints: one for everybody signed in, one for educators."""
    app = create_app(settings, clock=clock)
    for name, role in (("ward", "learner"), ("school", "educator")):
        blueprint = Blueprint(name, __name__, url_prefix=f"/{name}")
        guard(blueprint, role)
        blueprint.add_url_rule("/", "show", lambda: signed_in().email, methods=["GET", "POST"])
        app.register_blueprint(blueprint)
    app.config["WTF_CSRF_ENABLED"] = False
    yield PageClient(app)
    app.extensions["cme"].database.engine.dispose()


def test_signed_out_a_page_leads_to_sign_in_and_back(guarded: PageClient) -> None:
    answer = guarded.open("GET", "/ward/?a=b")
    assert answer.status_code == 303
    parts = urlsplit(answer.location or "")
    assert (parts.path, parse_qs(parts.query)) == ("/account/sign-in", {"next": ["/ward/?a=b"]})


@pytest.mark.parametrize(
    ("referrer", "next_"),
    [
        (f"{ORIGIN}/attempts/x/questions/1", "/attempts/x/questions/1"),
        (f"https://{EVIL}/attempts/x", None),
        (f"{ORIGIN}//{EVIL}", None),
        (None, None),
    ],
)
def test_signed_out_a_form_leads_back_to_its_page(guarded: PageClient, referrer: str | None, next_: str | None) -> None:
    answer = guarded.open("POST", "/ward/", headers={"Referer": referrer} if referrer else {})
    expected = "/account/sign-in" + (f"?next={next_}" if next_ else "")
    assert (answer.status_code, answer.location) == (303, expected)


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_signed_out_a_script_is_told_in_json(guarded: PageClient, method: str) -> None:
    answer = guarded.open(method, "/ward/", headers={"Accept": "application/json"})
    assert answer.status_code == 401
    assert answer.json is not None
    assert answer.json["sign_in"] == "/account/sign-in"
    assert "Sign in and try again" in answer.json["error"]


@pytest.mark.parametrize(("member", "ward", "school"), [(ALICE, 200, 404), (BOB, 200, 200)])
def test_a_role_opens_its_own_doors(guarded: PageClient, member: Member, ward: int, school: int) -> None:
    sign_in(guarded, member)
    assert [guarded.open("GET", path).status_code for path in ("/ward/", "/school/")] == [ward, school]
    assert guarded.open("POST", "/ward/").get_data(as_text=True) == member.email


def test_after_twelve_hours_the_door_is_shut(guarded: PageClient, clock: SettableClock) -> None:
    sign_in(guarded, ALICE)
    clock.advance(hours=12)
    assert guarded.open("GET", "/ward/").status_code == 303


def test_a_cookie_with_a_persons_id_is_worth_nothing(guarded: PageClient) -> None:
    """Whoever could write cookies still needs a token: ids are no secret."""
    found = sign_in(guarded, ALICE)
    with guarded.flask.session_transaction(base_url=ORIGIN) as cookie:
        cookie["_user_id"] = str(found)
    assert guarded.open("GET", "/ward/").status_code == 303


def test_a_database_that_fails_still_gives_a_page(app: Flask) -> None:
    """The page of the error shows who is signed in; that query must not fail a second time."""
    client = PageClient(app)
    sign_in(client, ALICE)
    engine = app.extensions["cme"].database.engine
    with engine.connect() as connection:
        connection.exec_driver_sql("PRAGMA query_only = 0")
        connection.exec_driver_sql("DROP TABLE sign_in")
        connection.commit()
    app.testing = False
    page = client.get("/account/profile", status=500)
    assert "The fault is ours" in page
