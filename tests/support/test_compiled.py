"""Sharing compiled templates shares nothing that differs between two applications."""

from pathlib import Path

from flask import Flask
from jinja2 import DictLoader
from jinja2.ext import Extension

from cme.config import Settings
from tests.conftest import running_app
from tests.page import PageClient
from tests.support.clock import SettableClock
from tests.support.compiled import CompiledTemplates


def environment(cache: CompiledTemplates, source: str, word: str) -> Flask:
    class Putting(Extension):
        def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
            return source.replace("WORD", word)

    app = Flask("shared", root_path=str(Path(__file__).parent))
    app.jinja_options = {"bytecode_cache": cache, "loader": DictLoader({"page.html": source}), "extensions": [Putting]}
    return app


def test_a_template_is_compiled_anew_only_where_what_is_compiled_differs() -> None:
    cache = CompiledTemplates()
    wanted = [("a WORD", "one"), ("a WORD", "one"), ("a WORD", "two"), ("the WORD", "two")]
    found = [environment(cache, *each).jinja_env.get_template("page.html").render() for each in wanted]
    assert found == ["a one", "a one", "a two", "the two"]
    assert len(cache._kept) == 3


def test_the_application_shares_them(settings: Settings, clock: SettableClock) -> None:
    kept = []
    for _ in range(2):
        for app in running_app(settings, clock):
            PageClient(app).get("/")
            cache = app.jinja_env.bytecode_cache
            assert isinstance(cache, CompiledTemplates)
            kept.append(len(cache._kept))
    assert kept[0] == kept[1]
