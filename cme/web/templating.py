"""What looks the same on every page is written into a template once, when the template is compiled.

A page has two dozen drawings and addresses without parameters; calling for each of them anew took a fifth of the
time that the page of a question takes.
"""

import re
from collections.abc import Callable
from typing import Any

from flask import Flask
from flask.templating import Environment
from jinja2 import Template
from jinja2.environment import TemplateModule
from jinja2.ext import Extension
from jinja2.runtime import Context
from markupsafe import Markup, escape

ADDRESS = re.compile(r"\{\{ url_for\('([a-z_.]+)'(?:, filename='([^']+)')?\) \}\}")
DRAWING = re.compile(r"\{\{ icon\('([a-z-]+)'(?:, '([a-z -]+)')?\) \}\}")


class SharedTemplate(Template):
    """A template whose macros are made once for whoever imports them.

    Jinja compares all global names at each import, in case the importing template has some of its own; none has.
    """

    def _get_default_module(self, ctx: Context | None = None) -> TemplateModule:
        return super()._get_default_module()


class Templates(Environment):
    """Flask's environment of templates, all of which share their global names."""

    template_class = SharedTemplate


def init_app(app: Flask) -> None:
    icons: Any = app.jinja_env.get_template("_parts/icons.html").module
    app.jinja_env.globals["icon"] = icons.icon
    app.jinja_env.add_extension(_writing_out(app, icons.icon))


def _writing_out(app: Flask, icon: Callable[..., Markup]) -> type[Extension]:
    addresses = app.url_map.bind("localhost")

    def address(match: re.Match[str]) -> str:
        endpoint, filename = match.groups()
        values = {"filename": filename} if filename else {}
        app.inject_url_defaults(endpoint, values)
        return escape(addresses.build(endpoint, values))

    class WritingOut(Extension):
        """Put addresses and drawings in the place of the expressions that ask for them."""

        def preprocess(self, source: str, name: str | None, filename: str | None = None) -> str:
            return DRAWING.sub(lambda match: icon(*match.groups("")), ADDRESS.sub(address, source))

    return WritingOut
