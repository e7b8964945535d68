"""The page client on a small application of its own: what it gives, and what it refuses."""

from types import SimpleNamespace
from urllib.parse import unquote_plus

import pytest
from flask import Flask, redirect, request
from werkzeug.wrappers import Response

from tests.page import PageClient

ORIGIN = "http://cme.example.org"


def page(heading: str, body: str = "") -> str:
    head = f'<!doctype html><html lang="en"><head><title>{heading}</title></head>'
    return f"{head}<body><h1>{heading}</h1>{body}</body></html>"


FORM = """<form method="post" action="/answer?from=form" name="answer">
<input type="hidden" name="csrf_token" value="secret"><input type="hidden" name="kept" value="1">
<fieldset><legend>Choose</legend><label><input type="radio" name="chosen" value="a"> A</label>
<label><input type="radio" name="chosen" value="b" checked> B</label></fieldset>
<label>Flag <input type="checkbox" name="flag"></label><label>Note <textarea name="note">as it was</textarea></label>
<label>Zone <select name="zone"><option value="UTC">UTC</option><option selected>Europe/Paris</option></select></label>
<button name="go" value="back">Back</button><button name="go" value="next">Next</button></form>
<a href="/elsewhere">Elsewhere</a>"""


@pytest.fixture
def client() -> PageClient:
    app = Flask(__name__)
    app.extensions["cme"] = SimpleNamespace(settings=SimpleNamespace(origin=ORIGIN))

    @app.get("/form")
    def form() -> str:
        return page("Form", FORM)

    @app.post("/answer")
    def answer() -> Response | tuple[str, int]:
        if request.form.get("csrf_token") != "secret":
            return page("Forged"), 400
        return redirect("/said?" + "+".join(f"{k}={v}" for k, v in sorted(request.form.items(multi=True))), 303)

    @app.get("/said")
    def said() -> str:
        return page("Said", f"<p>{unquote_plus(request.query_string.decode())}</p>")

    @app.get("/elsewhere")
    def elsewhere() -> Response:
        return redirect("http://evil.example.net/")

    @app.get("/broken")
    def broken() -> str:
        return page("Broken", "<h1>Twice</h1>")

    return PageClient(app)


def test_a_form_is_sent_as_a_browser_sends_it(client: PageClient) -> None:
    client.get("/form")
    said = client.submit("answer", {"note": "new", "flag": "on"}, button="Next")
    sent = "chosen=b csrf_token=secret flag=on go=next kept=1 note=new zone=Europe/Paris"
    assert said.find("p").text == sent
    assert said.heading == "Said"


def test_without_a_named_button_the_first_is_pressed_and_unchecked_boxes_are_left_out(client: PageClient) -> None:
    client.get("/form")
    said = client.submit("/answer", {"chosen": "a"})
    assert "go=back" in said
    assert "flag" not in said
    assert "chosen=a" in said
    assert "chosen=b" not in said


@pytest.mark.parametrize(
    ("fields", "button", "said"),
    [
        ({"colour": "red"}, "", "no field 'colour'"),
        ({"chosen": "c"}, "", "chosen cannot be"),
        ({"zone": "Mars"}, "", "zone cannot be"),
        ({}, "Sideways", "no button 'Sideways'"),
    ],
)
def test_what_a_person_could_not_send_is_refused(
    client: PageClient, fields: dict[str, str], button: str, said: str
) -> None:
    client.get("/form")
    with pytest.raises(AssertionError, match=said):
        client.submit("answer", fields, button=button)


def test_a_post_carries_the_token_of_the_page_unless_told_not_to(client: PageClient) -> None:
    client.get("/form")
    client.post("/answer", {"x": "1"})
    client.post("/answer", {"x": "1"}, with_token=False, status=400)
    assert client.page.heading == "Forged"


def test_an_unexpected_redirect_fails(client: PageClient) -> None:
    with pytest.raises(AssertionError, match="answered 302 to http://evil"):
        client.get("/elsewhere")


def test_a_redirect_that_leaves_the_site_fails(client: PageClient) -> None:
    client.open("GET", "/elsewhere")
    with pytest.raises(AssertionError, match="leaves the site"):
        client.follow()


def test_an_unexpected_status_fails(client: PageClient) -> None:
    with pytest.raises(AssertionError, match="answered 404"):
        client.get("/nowhere")


def test_a_page_that_breaks_a_rule_fails(client: PageClient) -> None:
    with pytest.raises(AssertionError, match="one h1, not 2"):
        client.get("/broken")


def test_the_page_can_be_asked(client: PageClient) -> None:
    found = client.get("/form")
    assert found.title == "Form"
    assert "as  it was" in found
    assert "never said" not in found
    assert found.link("Elsewhere") == f"{ORIGIN}/elsewhere"
    assert len(found.find_all("input", type="radio")) == 2
    with pytest.raises(AssertionError, match="has 2 <button>"):
        found.find("button")
    with pytest.raises(AssertionError, match="no link 'Missing'"):
        found.link("Missing")
    with pytest.raises(AssertionError, match="has 0 forms 'missing'"):
        found.form("missing")
