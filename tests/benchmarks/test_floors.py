"""The yardsticks are honest: the same page, the same row, no statement more or less than was agreed."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import select

from cme.models import Response
from tests.benchmarks import cases
from tests.benchmarks.cases import Suite, suite
from tests.benchmarks.goals import counts, ratios
from tests.benchmarks.measure import Case, measure
from tests.benchmarks.site import Site, running_site
from tests.benchmarks.wsgi import send
from tests.support.html_rules import parse, text_of


@pytest.fixture
def site(tmp_path: Path, sqlite_url: str) -> Iterator[Site]:
    with running_site(sqlite_url, tmp_path) as site:
        yield site


@pytest.fixture
def found(site: Site) -> Iterator[Suite]:
    found = suite(site)
    yield found
    found.close()


def answer(site: Site, found: Suite, name: str) -> bytes:
    (case,) = [case for case in found.cases if case.name == name]
    app = found.floor.app if "floor" in name else site.app
    return send(app, case.prepare())  # type: ignore[arg-type]


def test_the_floor_shows_a_page_of_the_same_size(site: Site, found: Suite) -> None:
    product, floor = (answer(site, found, name) for name in (cases.VIEW, cases.VIEW_FLOOR))
    assert len(floor) == pytest.approx(len(product), rel=0.1)
    trees = [parse(each.decode()) for each in (product, floor)]
    for tag in ("legend", "h1", "ol", "button", "fieldset"):
        words = [[" ".join(text_of(each).split()) for each in tree.iter(tag)] for tree in trees]
        assert words[0] == words[1]
        assert words[0]


def test_floors_cost_what_was_agreed(found: Suite) -> None:
    view, save = found.costs[cases.VIEW_FLOOR], found.costs[cases.SAVE_FLOOR]
    assert (view.statements, view.commits) == (4, 0)
    assert (save.statements, save.commits) == (4, 1)


def test_floor_and_product_save_alike(site: Site, found: Suite) -> None:
    for name in (cases.SAVE, cases.SAVE_FLOOR):
        with site.database.reading() as session:
            before = len(session.execute(select(Response)).all())
        answer(site, found, name)
        with site.database.reading() as session:
            assert len(session.execute(select(Response)).all()) == before + 1


def test_a_refusal_is_no_result(site: Site) -> None:
    with pytest.raises(AssertionError, match="404"):
        site.alice.fetch("/attempts/nobody/questions/1")


def test_a_goal_is_missed_where_it_is_missed(found: Suite) -> None:
    least = {case.name: 1.0 for case in found.cases} | {cases.VIEW: 1.6}
    verdicts = {(each["what"], each["yardstick"]): each["is_met"] for each in ratios("sqlite", least)}
    assert verdicts[cases.VIEW, cases.VIEW_FLOOR] is False
    assert verdicts[cases.VIEW, cases.HELLO] is True
    assert all(each["is_met"] for each in counts(found.costs))


def test_batches_are_taken_in_turn() -> None:
    called: list[str] = []

    def case(name: str) -> Case:
        return Case(name, lambda: None, lambda _nothing: called.append(name), calls=2)

    measured = [case("a"), case("b")]
    measure(measured, batches=2)
    assert "".join(called) == "aabb" * 3  # the first time to warm up
    assert [len(each.batches) for each in measured] == [2, 2]
