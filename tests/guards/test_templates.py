"""Every page has its template and every template its page; nothing in them is inline, unescaped or from elsewhere."""

import ast
import re
from pathlib import Path

import pytest
from flask import Flask

from tests.guards.tree import MODULES, PACKAGE, REPOSITORY, TEMPLATES, named

FOLDER = REPOSITORY / "templates"
SHARED = ("_layout.html", "_parts/", "errors/", "mail/")  # belong to no endpoint
MAY_TRUST = {"templates/_parts/icons.html": "the drawings are written in that very file"}
MAY_RENDER = {"start_submit renders public/activity.html": "a start that is refused shows the activity again"}
REFERENCE = re.compile(r"{%-?\s*(?:extends|include|from|import)\s+[\"']([^\"']+)[\"']")
FORBIDDEN = {
    r"\|\s*safe\b": "trusts text as HTML",
    r"{%-?\s*autoescape\s+false": "switches escaping off",
    r"\sstyle\s*=": "has an inline style, which the content policy blocks",
    r"<style\b": "has an inline style sheet, which the content policy blocks",
    r"<script(?![^>]*\bsrc=)": "has an inline script, which the content policy blocks",
    r"\son[a-z]+\s*=\s*[\"']": "has an inline handler, which the content policy blocks",
    r"<(?:script|img|iframe|source|embed)\b[^>]*\bsrc=[\"'](?:https?:)?//": "loads from a third party",
    r"<link\b[^>]*\bhref=[\"'](?:https?:)?//": "loads from a third party",
}


def faults(template: str) -> list[str]:
    """Say what a template must not hold."""
    return [
        f"line {template.count(chr(10), 0, match.start()) + 1} {why}"
        for pattern, why in FORBIDDEN.items()
        for match in re.finditer(pattern, template)
    ]


def rendered(source: str) -> list[tuple[str, str]]:
    """Return (name of the view or function, template) for each template a module renders by name."""
    found = []
    for function in ast.walk(ast.parse(source)):
        if isinstance(function, ast.FunctionDef):
            found += [
                (function.name, argument.value)
                for call in ast.walk(function)
                if isinstance(call, ast.Call) and ast.unparse(call.func).split(".")[-1].endswith("render_template")
                for argument in call.args[:1]
                if isinstance(argument, ast.Constant) and isinstance(argument.value, str)
            ]
    return found


def is_view(source: str, name: str) -> bool:
    """Whether a function is decorated as a route."""
    return any(
        isinstance(node, ast.FunctionDef)
        and node.name == name
        and any(re.search(r"\.(get|post|route)\(", ast.unparse(decorator)) for decorator in node.decorator_list)
        for node in ast.walk(ast.parse(source))
    )


def mispaired(source: str) -> list[str]:
    """Say which views render another page's template: `x` and `x_submit` render x.html of their blueprint."""
    return [
        f"{view} renders {template}"
        for view, template in rendered(source)
        if is_view(source, view) and Path(template).stem != view.removesuffix("_submit")
    ]


@pytest.mark.parametrize("path", TEMPLATES, ids=named)
def test_templates_hold_nothing_inline_or_unescaped(path: Path) -> None:
    found = faults(path.read_text("utf-8"))
    assert [fault for fault in found if named(path) not in MAY_TRUST or "trusts text" not in fault] == []


@pytest.mark.parametrize(
    "template",
    [
        "{{ text|safe }}",
        "{{ text | safe }}",
        "{% autoescape false %}",
        '<p style="color:red">',
        "<style>p{}</style>",
        "<script>go()</script>",
        '<script type="module">go()</script>',
        '<button onclick="go()">',
        '<script src="https://cdn.example.net/x.js"></script>',
        '<img alt="" src="//cdn.example.net/x.png">',
        '<link rel="stylesheet" href="https://cdn.example.net/x.css">',
    ],
)
def test_a_fault_in_a_template_is_seen(template: str) -> None:
    assert faults("<p>fine</p>\n" + template) != []


def test_a_good_template_has_no_fault() -> None:
    assert faults('<script type="module" src="{{ x }}"></script> <a href="https://doi.org/10.1/x">one = 1</a>') == []


@pytest.mark.parametrize("path", sorted((PACKAGE / "web").rglob("*.py")), ids=named)
def test_views_render_their_own_template(path: Path) -> None:
    assert [each for each in mispaired(path.read_text("utf-8")) if each not in MAY_RENDER] == []


def test_a_view_with_another_template_is_seen() -> None:
    view = "@learner.get('/x')\ndef result():\n    return render_template('learner/{}.html')"
    assert mispaired(view.format("result")) == []
    assert mispaired(view.format("attempt")) == ["result renders learner/attempt.html"]


def test_every_rendered_template_is_there() -> None:
    names = {name for path in MODULES for _, name in rendered(path.read_text("utf-8"))}
    names |= {name for path in TEMPLATES for name in REFERENCE.findall(path.read_text("utf-8"))}
    assert sorted(name for name in names if not (FOLDER / name).is_file()) == []


def unused(names: list[str], templates: str, code: str) -> list[str]:
    """Say which templates no template and no module names; other files may go by their last name alone."""
    used = set(REFERENCE.findall(templates))
    left = [name for name in names if name not in used and name not in code and not name.endswith(".keep")]
    return [name for name in left if name.endswith(".html") or Path(name).name not in code]


def test_every_template_is_used() -> None:
    templates = "\n".join(path.read_text("utf-8") for path in TEMPLATES)
    code = "\n".join(path.read_text("utf-8") for path in MODULES)
    names = [path.relative_to(FOLDER).as_posix() for path in FOLDER.rglob("*") if path.is_file()]
    assert unused(names, templates, code) == []


def test_an_unused_template_is_seen() -> None:
    names = ["_layout.html", "learner/result.html", "learner/old.html", "mail/confirm.txt", "mail/old.txt"]
    found = unused(names, "{% extends '_layout.html' %}", "render_template('learner/result.html') 'confirm.txt'")
    assert found == ["learner/old.html", "mail/old.txt"]


def test_every_page_template_belongs_to_an_endpoint(app: Flask) -> None:
    pages = [path.relative_to(FOLDER) for path in TEMPLATES]
    own = [page for page in pages if not page.as_posix().startswith(SHARED) and not page.name.startswith("_")]
    assert [str(page) for page in own if f"{page.parent}.{page.stem}" not in app.view_functions] == []
