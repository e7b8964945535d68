"""A browser for tests that is strict about every page it is given, and knows no way that a person has not."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from urllib.parse import urlencode, urljoin, urlsplit
from xml.etree.ElementTree import Element

from flask import Flask
from werkzeug.test import TestResponse

from tests.support.forms import Fields, Form, forms_of
from tests.support.html_rules import broken_rules, parse, text_of

TOKEN = "csrf_token"


@dataclass(frozen=True)
class Page:
    """One answer, read and checked."""

    url: str
    response: TestResponse
    tree: Element

    @property
    def status(self) -> int:
        return self.response.status_code

    @property
    def title(self) -> str:
        return text_of(self.find("title"))

    @property
    def heading(self) -> str:
        return text_of(self.find("h1"))

    @property
    def text(self) -> str:
        """All that the page says, white space run together."""
        return text_of(self.find("body"))

    def __contains__(self, words: str) -> bool:
        return " ".join(words.split()) in self.text

    def find(self, tag: str, **attributes: str) -> Element:
        """Return the only such element. Raises AssertionError where there is none, or more than one."""
        found = self.find_all(tag, **attributes)
        assert len(found) == 1, f"{self.url} has {len(found)} <{tag}> with {attributes}"
        return found[0]

    def find_all(self, tag: str, **attributes: str) -> list[Element]:
        """Return elements by tag and attributes (``class_`` for one of its classes, ``_`` for ``-``)."""
        return [element for element in self.tree.iter(tag) if _is_like(element, attributes)]

    def texts(self, tag: str, **attributes: str) -> list[str]:
        return [text_of(element) for element in self.find_all(tag, **attributes)]

    def links(self) -> dict[str, str]:
        """Return the addresses of the page's links by their words."""
        return {text_of(a): urljoin(self.url, a.get("href", "")) for a in self.find_all("a") if a.get("href")}

    def link(self, words: str) -> str:
        """Return where the link with these words leads."""
        links = self.links()
        assert words in links, f"{self.url} has no link {words!r}, only {sorted(links)}"
        return links[words]

    def forms(self) -> list[Form]:
        return forms_of(self.tree, self.url)

    def form(self, name: str) -> Form:
        """Return the form with this name, id or action (the path is enough)."""
        found = [form for form in self.forms() if name in form.names]
        assert len(found) == 1, f"{self.url} has {len(found)} forms {name!r}; it has {[f.names for f in self.forms()]}"
        return found[0]


class PageClient:
    """Ask for pages and send forms; ``page`` is the page in front of you."""

    def __init__(self, app: Flask, origin: str = "") -> None:
        self.app = app
        self.origin: str = origin or app.extensions["cme"].settings.origin
        self.flask = app.test_client()
        self.answer: TestResponse | None = None
        self._page: Page | None = None

    @property
    def page(self) -> Page:
        assert self._page is not None, "no page was asked for yet"
        return self._page

    def get(self, url: str, *, status: int = 200, headers: Mapping[str, str] | None = None) -> Page:
        """Ask for a page and expect it there and then: a redirect is a failure."""
        return self._read(self.open("GET", url, headers=headers), status)

    def get_file(self, url: str, *, status: int = 200) -> TestResponse:
        """Ask for something that is not a page: a PDF, JSON, a style sheet."""
        answer = self.open("GET", url)
        assert answer.status_code == status, _unexpected(answer, status)
        return answer

    def post(self, url: str, data: Fields | None = None, *, status: int = 303, with_token: bool = True) -> TestResponse:
        """Send fields, with the token of the page in front of you unless told not to. Expects a redirect."""
        fields = dict(data or {})
        if with_token and TOKEN not in fields:
            fields[TOKEN] = self.token
        answer = self.open("POST", url, data=fields)
        assert answer.status_code == status, _unexpected(answer, status)
        if answer.mimetype == "text/html" and not answer.location:
            self._read(answer, status)
        return answer

    def submit(self, form: str, fields: Fields | None = None, *, button: str = "", status: int = 303) -> Page:
        """Fill in a form of the page in front of you and send it as a browser would.

        Follows the redirect of an accepted form; ``status`` names another answer that is expected, such as 400
        for a form that comes back with its mistakes.
        """
        found = self.page.form(form)
        data = found.filled_in(fields or {}, button=button)
        if found.method == "get":
            return self.get(f"{found.action}?{_query(data)}")
        answer = self.open("POST", found.action, data=data)
        assert answer.status_code == status, _unexpected(answer, status)
        return self.follow() if answer.location else self._read(answer, status)

    def follow(self, words: str = "", *, status: int = 200) -> Page:
        """Follow a link of the page by its words, or, without any, the redirects just received."""
        if words:
            return self.get(self.page.link(words), status=status)
        assert self.answer is not None, "there is nothing to follow"
        for _ in range(5):
            if not self.answer.location:
                break
            target = urljoin(self.answer.request.url, self.answer.location)
            assert target.startswith(f"{self.origin}/"), f"a redirect leaves the site: {target}"
            self.open("GET", target)
        return self._read(self.answer, status)

    @property
    def token(self) -> str:
        """The token of any form on the page in front of you."""
        found = {field.get("value", "") for field in self.page.find_all("input", name=TOKEN)}
        assert found, f"{self.page.url} has no form with a token"
        return found.pop()

    def open(
        self, method: str, url: str, *, data: Fields | None = None, headers: Mapping[str, str] | None = None
    ) -> TestResponse:
        """Send a request and return the answer unread: for answers that are neither page nor redirect."""
        parts = urlsplit(urljoin(self.origin + "/", url))
        target = parts.path + (f"?{parts.query}" if parts.query else "")
        self.answer = self.flask.open(
            target, method=method, base_url=self.origin, data=data, headers=headers, buffered=True
        )
        return self.answer

    def _read(self, answer: TestResponse, status: int) -> Page:
        assert answer.status_code == status, _unexpected(answer, status)
        assert answer.mimetype == "text/html", f"{answer.request.path} is {answer.mimetype}, not a page"
        tree = parse(answer.get_data(as_text=True))
        wrong = broken_rules(tree)
        assert not wrong, f"{answer.request.path} breaks rules:\n  " + "\n  ".join(wrong)
        self._page = Page(answer.request.url, answer, tree)
        return self._page


def _is_like(element: Element, attributes: Mapping[str, str]) -> bool:
    for name, value in attributes.items():
        if name == "class_":
            if value not in element.get("class", "").split():
                return False
        elif element.get(name.replace("_", "-"), element.get(name)) != value:
            return False
    return True


def _query(data: Mapping[str, Iterable[str]]) -> str:
    return urlencode({name: list(values) for name, values in data.items()}, doseq=True)


def _unexpected(answer: TestResponse, status: int) -> str:
    said = ""
    if answer.mimetype == "text/html":
        try:
            said = text_of(parse(answer.get_data(as_text=True)))[:600]
        except AssertionError:
            said = answer.get_data(as_text=True)[:600]
    where = f" to {answer.location}" if answer.location else ""
    return f"{answer.request.method} {answer.request.path} answered {answer.status_code}{where}, not {status}: {said}"
