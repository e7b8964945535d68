"""The corpus of broken banks through the upload page: the verdict of the files, in the same words, and nothing kept."""

import io
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from zipfile import ZipFile

import pytest
from flask import Flask
from sqlalchemy import select

from cme.clock import utc_now
from cme.config import Settings
from cme.content.uploads import LARGEST_UPLOAD
from cme.models import BankDraft, Publication
from tests.banks.channels import Channel, Given, from_upload
from tests.banks.corpus import all_faults
from tests.banks.sent import SENT
from tests.banks.verdicts import verdicts
from tests.conftest import running_app
from tests.page import PageClient
from tests.support.cast import BOB
from tests.support.clock import SettableClock
from tests.support.figures import Figure, record
from tests.support.pages import browser
from tests.support.uploads import publish_tiny, told, upload

FAULTS = all_faults()


@pytest.fixture
def at_first(settings: Settings) -> Iterator[PageClient]:
    """The same where nothing is published yet: there is no past to compare with, as for the other ways of checking."""
    clock = SettableClock()
    clock.now = utc_now()
    for app in running_app(settings, clock):
        yield browser(app, BOB)


@pytest.fixture
def bob(settings: Settings) -> Iterator[PageClient]:
    """An educator at a site on whose clock it is today, as it is for the other ways of checking."""
    clock = SettableClock()
    clock.now = utc_now()
    for app in running_app(settings, clock):
        yield browser(publish_tiny(app), BOB)


def page_of(client: PageClient) -> Channel:
    """Return the page as a way to have a bank checked; it must say word for word what is said of its files."""

    def tell(bank: Path, given: Given) -> list[str]:
        packed = io.BytesIO()
        with ZipFile(packed, "w") as archive:
            for path in sorted(bank.rglob("*")):
                archive.write(path, path.relative_to(bank).as_posix())
        expected = [" ".join(line.split()) for line in from_upload(bank, given)]
        is_refused = any(": error " in line for line in expected)
        page = upload(client, packed.getvalue(), status=400 if is_refused else 303)
        said = [f"{bank.as_posix()}/{line}" for line in told(page)]
        assert sorted(said) == sorted(expected)
        return said

    return Channel("the upload page", tell, takes_folder=False, takes_names=False, takes_all=False)


def kept(app: Flask) -> int:
    with app.extensions["cme"].database.reading() as session:
        assert session.scalars(select(Publication.number)).all() == [1]
        return len(session.scalars(select(BankDraft.id)).all())


@pytest.mark.parametrize("every", [8, pytest.param(1, marks=pytest.mark.slow)])
def test_the_page_says_of_each_fault_what_the_files_say(at_first: PageClient, tmp_path: Path, every: int) -> None:
    faults = {name: FAULTS[name] for name in list(FAULTS)[::every]}
    found = verdicts(page_of(at_first), faults, tmp_path)
    record(
        Figure(
            proof="Question bank",
            what="faults of the corpus told wrongly by the upload page",
            goal="0",
            measured=f"{len(found.wrong)} of {found.asked}",
            is_met=not found.wrong,
            is_full=every == 1,
            size=f"{found.asked} hand-made faults",
            control="a page that leaves a rule out, and one that stops at the first file: each caught",
        )
    )
    assert found.wrong == []
    assert found.asked > 100 // every


def test_a_page_that_tells_less_is_caught(at_first: PageClient, tmp_path: Path) -> None:
    few = {name: FAULTS[name] for name in ("form: status unknown", "meaning: id taken by a passage")}
    sound = page_of(at_first)

    def changed(change: Callable[[list[str]], list[str]]) -> Channel:
        return replace(sound, tell=lambda bank, given: change(sound.tell(bank, given)))

    assert verdicts(changed(lambda lines: lines[:1]), few, tmp_path).wrong
    assert verdicts(changed(lambda lines: [each for each in lines if "value-choice" not in each]), few, tmp_path).wrong
    assert verdicts(sound, few, tmp_path).wrong == []


@pytest.mark.parametrize("every", [4, pytest.param(1, marks=pytest.mark.slow)])
def test_what_must_be_refused_is_refused_by_the_page_and_nothing_is_kept(bob: PageClient, every: int) -> None:
    wrong = {}
    for name, sent in list(SENT.items())[::every]:
        content = sent.make()
        if len(content) > LARGEST_UPLOAD or not any(" error " in each for each in sent.told):
            continue
        page = upload(bob, content, sent.name, status=400)
        lines = [_short(line) for line in told(page)]
        if sorted(lines) != sorted(sent.told):
            wrong[name] = lines
    assert wrong == {}
    assert kept(bob.app) == 0


def _short(line: str) -> str:
    """Return "path:line:column severity rule" of a line of the page."""
    place, severity, rule, *_ = line.split(" ")
    return f"{place.removesuffix(':')} {severity} {rule}"
