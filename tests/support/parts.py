"""Render the macros of ``templates/_parts`` alone, and read what comes out strictly."""

from xml.etree.ElementTree import Element

import html5lib
from flask import Flask, render_template_string
from jinja2 import StrictUndefined

from cme.paths import resource
from cme.web.filters import text_fragment
from tests.support.html_rules import broken_rules

HOSTILE = "<script>alert('x')</script>\"' onload=x <b>{{ 7 * 7 }}</b>"
SVG = "{http://www.w3.org/2000/svg}"


def bare_app() -> Flask:
    """Return an application with nothing but the templates: macros get what they are given, and no more."""
    app = Flask("bare", template_folder=str(resource("templates")))
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.filters["text_fragment"] = text_fragment
    app.jinja_env.filters["day"] = lambda value: f"{value.day} {value:%B %Y}"
    return app


def rendered(part: str, names: str, body: str, **values: object) -> Element:
    """Return the page with only this in it. Raises AssertionError or ParseError where it breaks a rule of pages."""
    source = f'{{% from "_parts/{part}.html" import {names} %}}{body}'
    with bare_app().test_request_context():
        inner = render_template_string(source, **values)
    page = f'<!doctype html><html lang="en"><head><title>T</title></head><body><h1>T</h1>{inner}</body></html>'
    tree: Element = html5lib.HTMLParser(strict=True, namespaceHTMLElements=False).parse(page)
    assert broken_rules(tree) == []
    return tree


def by_id(tree: Element, name: str) -> Element:
    return next(element for element in tree.iter() if element.get("id") == name)


def only(tree: Element, tag: str) -> Element:
    """Return the only such element. Raises ValueError where there is another number of them."""
    (found,) = tree.iter(tag)
    return found
