"""What is kept between requests signs as Flask and Flask-WTF do, and follows the keys."""

import pytest
from flask import Flask, g, session
from flask.sessions import SecureCookieSessionInterface
from flask_wtf.csrf import generate_csrf, validate_csrf
from itsdangerous import BadSignature

from cme.web.signing import KeptSerializerSessions


@pytest.fixture
def keyed() -> Flask:
    app = Flask("keyed")
    app.secret_key = "the first key, of a test"
    return app


def test_cookies_are_flasks(keyed: Flask) -> None:
    ours, flasks = (each.get_signing_serializer(keyed) for each in (KeptSerializerSessions(), _FLASKS))
    assert ours is not None
    assert flasks is not None
    held = {"csrf_token": "a", "number": 1}
    assert flasks.loads(ours.dumps(held)) == held
    assert ours.loads(flasks.dumps(held)) == held


_FLASKS = SecureCookieSessionInterface()


def test_a_changed_key_counts_at_once_and_an_old_one_is_still_read_where_that_was_said(keyed: Flask) -> None:
    kept = KeptSerializerSessions()
    first = kept.get_signing_serializer(keyed)
    assert first is not None
    assert kept.get_signing_serializer(keyed) is first
    signed = first.dumps({"a": 1})
    keyed.secret_key = "the second key, of a test"
    second = kept.get_signing_serializer(keyed)
    assert second is not None
    with pytest.raises(BadSignature):
        second.loads(signed)
    keyed.config["SECRET_KEY_FALLBACKS"] = ["the first key, of a test"]
    both = kept.get_signing_serializer(keyed)
    assert both is not None
    assert both.loads(signed) == {"a": 1}
    assert second.loads(both.dumps({"b": 2})) == {"b": 2}


def test_without_a_key_there_is_no_cookie() -> None:
    assert KeptSerializerSessions().get_signing_serializer(Flask("bare")) is None


def test_tokens_of_pages_are_flask_wtfs(app: Flask) -> None:
    with app.test_request_context("/"):
        token = app.jinja_env.globals["csrf_token"]
        assert callable(token)
        first = token()
        validate_csrf(first)
        assert token() == first == generate_csrf()
        g.pop("csrf_token")
        again = token()  # now the browser has one, which the kept signer signs
        validate_csrf(again)
        assert session["csrf_token"]
