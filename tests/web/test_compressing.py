"""Static files come compressed to browsers that take it; pages never do."""

import gzip

import pytest
from flask import Flask
from werkzeug.test import Client, TestResponse

from cme.paths import resource
from tests.support.cast import ALICE
from tests.support.pages import browser

SHEET = (resource("static") / "css" / "look.css").read_bytes()
GZIP = {"Accept-Encoding": "br, gzip"}


@pytest.fixture
def ask(app: Flask) -> Client:
    return app.test_client()


def got(ask: Client, path: str = "/static/css/look.css", **headers: str) -> TestResponse:
    return ask.get(path, base_url="http://127.0.0.1:8000", headers=headers, buffered=True)


def test_a_style_sheet_is_a_third_of_its_size(ask: Client) -> None:
    for _ in range(2):  # the second time it is kept
        answer = got(ask, **GZIP)
        assert (answer.headers["Content-Encoding"], answer.headers["Vary"]) == ("gzip", "Accept-Encoding")
        assert answer.headers["Content-Length"] == str(len(answer.data))
        assert gzip.decompress(answer.data) == SHEET
        assert len(answer.data) < len(SHEET) * 2 / 5
        assert "max-age" in answer.headers["Cache-Control"]
        assert "Content-Security-Policy" in answer.headers


@pytest.mark.parametrize("headers", [{}, {"Accept-Encoding": "identity"}, GZIP | {"Range": "bytes=0-9"}])
def test_others_get_it_as_it_is(ask: Client, headers: dict[str, str]) -> None:
    answer = got(ask, **headers)
    assert "Content-Encoding" not in answer.headers
    assert answer.data == (SHEET[:10] if "Range" in headers else SHEET)


def test_a_file_that_is_not_there_is_not_there(ask: Client) -> None:
    assert got(ask, "/static/css/nothing.css", **GZIP).status_code == 404


def test_a_file_the_browser_has_is_not_sent_again(ask: Client) -> None:
    first = got(ask)
    again = got(ask, **GZIP, **{"If-Modified-Since": first.headers["Last-Modified"]})
    assert (again.status_code, again.data) == (304, b"")


def test_pages_are_never_compressed(app: Flask) -> None:
    client = browser(app, ALICE)
    assert "Content-Encoding" not in client.get("/", headers=GZIP).response.headers
