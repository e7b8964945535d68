"""Constant addresses and drawings are in the compiled templates; all others are left to each page."""

import pytest
from flask import Flask, url_for
from werkzeug.routing import BuildError

from cme.config import DEFAULT_ORIGIN


@pytest.mark.parametrize(
    ("source", "written"),
    [
        ("{{ url_for('public.catalogue') }}", "/"),
        ("{{ url_for('account.sign_in') }}", "/account/sign-in"),
    ],
)
def test_an_address_without_parameters_is_written_out(app: Flask, source: str, written: str) -> None:
    assert app.jinja_env.preprocess(source) == written


def test_the_address_of_a_file_keeps_its_version(app: Flask) -> None:
    with app.test_request_context(base_url=DEFAULT_ORIGIN):
        address = url_for("static", filename="css/look.css")
    assert "?v=" in address
    assert app.jinja_env.preprocess("{{ url_for('static', filename='css/look.css') }}") == address


def test_a_drawing_is_written_out(app: Flask) -> None:
    assert app.jinja_env.preprocess("{{ icon('tick', 'sign') }}").startswith('<svg class="sign" viewBox=')


@pytest.mark.parametrize(
    "source", ["{{ url_for('learner.attempt', attempt_id=x) }}", "{{ url_for(x) }}", "{{ icon(x) }}"]
)
def test_what_depends_on_the_page_is_left_alone(app: Flask, source: str) -> None:
    assert app.jinja_env.preprocess(source) == source


def test_an_address_nobody_serves_is_a_fault_of_the_template(app: Flask) -> None:
    with pytest.raises(BuildError, match="nowhere"):
        app.jinja_env.preprocess("{{ url_for('public.nowhere') }}")
