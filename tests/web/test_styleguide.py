"""The page of components: every token, every type of question, every state; never in production."""

import dataclasses
import re

import pytest
from flask import Flask

from cme.app import create_app
from cme.config import Settings
from cme.core.questions import QuestionType
from cme.paths import resource
from cme.web.styleguide import questions, tokens
from tests.page import PageClient


def test_every_type_of_question_stands_there(client: PageClient) -> None:
    page = client.get("/styleguide")
    assert {each.question.type for each in questions.SPECIMENS} == set(QuestionType)
    for each in questions.SPECIMENS:
        assert each.question.stem in page
        assert each.state in page
    assert "1 of 3 are matched." in page
    assert "“half” cannot be read as a number." in page


def test_no_token_is_left_out() -> None:
    sheet = (resource("static") / "css" / "tokens.css").read_text("utf-8")
    roles = set(re.findall(r"--([a-z0-9-]+): (?:#|light-dark)", sheet)) | {"accent-ink"}
    assert {name for name, _ in tokens.COLOURS} == roles
    assert {name for name, _ in tokens.TYPE} == set(re.findall(r"--t-([a-z]+):", sheet))
    assert set(tokens.SPACES) == set(re.findall(r"--(s\d):", sheet))


def test_production_has_no_such_page(settings: Settings) -> None:
    app: Flask = create_app(dataclasses.replace(settings, is_production=True))
    assert PageClient(app).get("/styleguide", status=404).heading == "Page not found"
    app.extensions["cme"].database.engine.dispose()


@pytest.mark.parametrize("state", ["checked", "selected"])
def test_answered_specimens_show_their_answer(client: PageClient, state: str) -> None:
    page = client.get("/styleguide")
    chosen = [
        element for tag in ("input", "option") for element in page.find_all(tag) if element.get(state) is not None
    ]
    assert len([element for element in chosen if element.get("value") not in ("", "y", None)]) >= 3
