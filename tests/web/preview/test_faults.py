"""Every known fault of a bank, in its preview: told in the words of the check, and hiding no question."""

import re
from pathlib import Path

import pytest

from cme.content.bank import CheckedBank, check_bank
from cme.content.preview import inside
from cme.web.preview.views import PER_PAGE
from tests.banks.corpus import all_faults
from tests.content.tiny import change, tiny_bank
from tests.page import Page
from tests.support.figures import Figure, record
from tests.support.previews import every_page, previewed


def misses(index: Page, checked: CheckedBank, folder: Path) -> list[str]:
    """Return the problems of the check that an index does not tell in the check's own words.

    Files are named there as they read from within the folder.
    """
    shown = (each for each in checked.problems[:PER_PAGE])
    return [
        problem.message
        for problem in shown
        if problem.message.replace(f"{folder.as_posix()}/", "") not in index
        or f"{inside(problem.path, folder)}:{problem.line}:{problem.column}" not in index
    ]


EVERY = 12  # of the faults, in the small run
LOOKED_THROUGH = 4  # of these banks, one in so many with all the pages that lead from its index


@pytest.mark.parametrize("every", [EVERY, pytest.param(1, marks=pytest.mark.slow)])
def test_every_known_fault_is_told_and_leaves_the_rest_to_see(tmp_path: Path, every: int) -> None:
    untold, hidden, told, banks = [], [], 0, 0
    for number, (name, fault) in enumerate(list(all_faults().items())[::every]):
        folder = tiny_bank(tmp_path / str(number))
        fault.plant(folder)
        articles = fault.articles_beside(folder)
        client, checked = previewed(folder, fulltext_dir=articles), check_bank(folder, fulltext_dir=articles)
        index = client.get("/")
        pages = every_page(client) if number % LOOKED_THROUGH == 0 else [index]
        links = {link for page in pages for link in page.links().values() if "/questions/" in link}
        names = {re.split("[/?#]", link.split("/questions/")[1])[0] for link in links}
        untold += [f"{name}: {message}" for message in misses(index, checked, folder)]
        hidden += [name] if len(names) < min(PER_PAGE, len(checked.draft.questions)) else []
        told, banks = told + len(checked.problems), banks + 1
    record(
        Figure(
            proof="Question bank",
            what="problems of the check that the preview hides or tells in other words",
            goal="0",
            measured=f"{len(untold)} of {told:,}",
            is_met=not untold and not hidden,
            is_full=every == 1,
            size=f"{banks} banks with a fault each; every page of one in {LOOKED_THROUGH}",
            control="a problem planted behind the page's back is seen",
        )
    )
    assert untold == []
    assert hidden == [], "questions that can be read and are not shown"


@pytest.mark.parametrize(
    ("name", "path", "rule"),
    [
        ("types: several options and no key", "/questions/extra/answered", "key-count"),
        ("posttests: neither questions nor sections", "/", "case.yaml"),
    ],
)
def test_what_is_unfinished_can_be_looked_at(tmp_path: Path, name: str, path: str, rule: str) -> None:
    folder = tiny_bank(tmp_path)
    all_faults()[name].plant(folder)
    assert rule in previewed(folder).get(path)


def test_a_problem_that_is_not_told_is_seen(tmp_path: Path) -> None:
    folder = tiny_bank(tmp_path)
    index = previewed(folder).get("/")
    change(folder, "activity", "attempts: 2", "attempts: 0")
    assert misses(index, check_bank(folder), folder) == [
        'attempts: "0" is not a whole number from 1 to 100; write one.'
    ]
