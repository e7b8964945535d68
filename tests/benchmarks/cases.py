"""What is measured on one database, and how many statements and commits each request costs there."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, cast

import typst

from cme.database import Database
from cme.documents import certificate
from cme.documents.certificate import certificate_pdf, template_inputs
from tests.benchmarks.floor import Floor, floor_app, hello_app
from tests.benchmarks.measure import Case
from tests.benchmarks.site import SAVED_BY_FLOOR, SAVED_BY_PRODUCT, SHOWN, Site
from tests.benchmarks.wsgi import Browser, Environ, same_again, send, with_body
from tests.support.clock import NOON
from tests.support.statements import watching

HELLO, VIEW_FLOOR, VIEW = "bare Flask hello", "bare floor: view a question", "view a question"
SAVE_FLOOR, SAVE = "bare floor: save a response", "save a response"
CATALOGUE, RESULT = "the catalogue, signed in", "the result of a passed attempt"
COMPILE, CERTIFICATE, DOWNLOAD = "bare typst compile", "a certificate's PDF", "repeat download of a PDF"
CALLS_OF_HELLO, CALLS_OF_PDF = 200, 5


@dataclass(frozen=True)
class Costs:
    """What one request asks of the database, and the size of its answer."""

    statements: int
    commits: int
    size: int


@dataclass
class Suite:
    """The cases on one database, and what each of them costs, by name."""

    cases: list[Case]
    costs: dict[str, Costs]
    floor: Floor

    def close(self) -> None:
        self.floor.engine.dispose()


def suite(site: Site) -> Suite:
    """Return all cases, each yardstick beside what is held against it."""
    floor = floor_app(site.database_url, site.secret_key, site.app.config["SESSION_COOKIE_NAME"], NOON)
    question = f"/attempts/{site.alice_attempt}/questions/{SHOWN}"
    found = Suite([_hello(site)], {}, floor)
    _add(found, VIEW_FLOOR, floor.engine, floor.app, same_again(_on(floor, site.alice).environ(question)))
    _add_page(found, VIEW, site, site.alice, question)
    _add(found, SAVE_FLOOR, floor.engine, floor.app, _saves(site, _on(floor, site.charlie), SAVED_BY_FLOOR))
    _add(found, SAVE, site.database.engine, site.app, _saves(site, site.charlie, SAVED_BY_PRODUCT))
    _add_page(found, CATALOGUE, site, site.alice, "/")
    _add_page(found, RESULT, site, site.bob, f"/attempts/{site.bob_attempt}/result")
    _add_page(found, DOWNLOAD, site, site.bob, f"/certificates/{site.certificate_code}.pdf")
    found.cases += _printing(site)
    return found


def _hello(site: Site) -> Case:
    browser = Browser(hello_app(), site.alice.origin)
    return Case(HELLO, same_again(browser.environ("/")), _sending(browser.app), CALLS_OF_HELLO)


def _on(floor: Floor, browser: Browser) -> Browser:
    return Browser(floor.app, browser.origin, browser.headers)


def _add_page(found: Suite, name: str, site: Site, browser: Browser, path: str) -> None:
    _add(found, name, site.database.engine, site.app, same_again(browser.environ(path)))


def _add(found: Suite, name: str, engine: Any, app: Any, prepare: Callable[[], Environ]) -> None:
    send(app, prepare())  # what is done only once for a process does not count
    with watching(cast(Database, _Watchable(engine))) as watched:
        size = len(send(app, prepare()))
    statements = [each for each in watched.statements if not each.startswith(("SAVEPOINT", "RELEASE"))]
    found.costs[name] = Costs(len(statements), watched.commits, size)
    found.cases.append(Case(name, prepare, _sending(app)))


@dataclass
class _Watchable:
    engine: Any


def _sending(app: Any) -> Callable[[object], None]:
    def call(environ: object) -> None:
        send(app, cast(Environ, environ))

    return call


def _saves(site: Site, browser: Browser, position: int) -> Callable[[], Environ]:
    environ = browser.environ(f"/attempts/{site.charlie_attempt}/questions/{position}/save", {})
    return with_body(environ, lambda: site.next_save(position))


def _printing(site: Site) -> list[Case]:
    """Compare a certificate with one call of the library: fonts found and inputs made beforehand, no standards."""
    facts = site.certificate_facts
    template, fonts, inputs = certificate._template(), certificate._fonts(False), template_inputs(facts)

    def compile_only(_nothing: object) -> None:
        compiler = typst.Compiler(template, font_paths=fonts, ignore_system_fonts=True, sys_inputs=inputs)
        compiler.compile(format="pdf")

    def whole(_nothing: object) -> None:
        certificate_pdf(facts)

    def nothing() -> None:
        return None

    return [Case(COMPILE, nothing, compile_only, CALLS_OF_PDF), Case(CERTIFICATE, nothing, whole, CALLS_OF_PDF)]
