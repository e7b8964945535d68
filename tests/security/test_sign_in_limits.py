"""A thousand wrong passwords: ten are looked at, whoever sends them, and the owner gets in meanwhile."""

import random
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from cme.errors import TooManyTries
from cme.services.throttle import TRIES_PER_ACCOUNT, TRIES_PER_ADDRESS, WINDOW, Kind, Throttle
from tests.page import PageClient
from tests.security.sign_in_world import Answer, Browser, add_people, looked_at, mailed, watched
from tests.support.cast import ALICE, BOB
from tests.support.clock import NOON
from tests.support.figures import Figure, record

CLIENTS = 8
NEW = "another horse battery"
SIZES = [40, pytest.param(1000, marks=pytest.mark.slow)]
DATABASES_AND_SIZES = [
    ("sqlite", 40),
    *(pytest.param(kind, 1000, marks=pytest.mark.slow) for kind in ("sqlite", "postgresql")),
]


@dataclass(frozen=True)
class Seen:
    """What became of an attack."""

    statuses: list[int]
    verified: int
    right_password: Answer
    has_owner_entered: bool


def guess(origin: str, tries: list[tuple[str, str]]) -> list[int]:
    """Try a wrong password at each (account, network address), eight clients at once; return the statuses."""

    def work(mine: list[tuple[str, str]]) -> list[int]:
        browser, statuses = Browser(origin), []
        for number, (email, address) in enumerate(mine):
            browser.address, browser.forged = address, f"10.9.8.{number % 250}"
            statuses.append(browser.sign_in(email, f"wrong password {number}").status)
        browser.close()
        return statuses

    with ThreadPoolExecutor(CLIENTS) as pool:
        return [status for found in pool.map(work, [tries[n::CLIENTS] for n in range(CLIENTS)]) for status in found]


def enter_by_mail(origin: str, url: str) -> bool:
    """Forget Alice's password, follow the link in the mail, set another; tell whether that signed her in."""
    browser = Browser(origin, "198.51.100.9")
    browser.get("/account/forgotten")
    assert browser.post("/account/forgotten", {"email": ALICE.email}).status == 303
    path = mailed(url, ALICE.email, f"{origin}/account/set-password/")[0].removeprefix(origin)
    browser.get(path)
    assert browser.post(path, {"password": NEW}).status == 303
    entered = browser.get("/account/profile").status == 200
    browser.close()
    return entered


def attack(folder: Path, url: str, tries: list[tuple[str, str]], *, right: tuple[str, str], fault: str = "") -> Seen:
    """Send half of the tries, restart the server, send the rest while Alice forgets her password."""
    half = len(tries) // 2
    with watched(folder, url, fault=fault) as server:
        add_people(url, ALICE.email, BOB.email)
        statuses = guess(server.origin, tries[:half])
    with watched(folder, url, fault=fault) as server, ThreadPoolExecutor(1) as pool:
        rest = pool.submit(guess, server.origin, tries[half:])
        with closing(Browser(server.origin, right[1])) as browser:
            answer = browser.sign_in(right[0])
        entered = not fault and enter_by_mail(server.origin, url)  # the broken build counts all of an account's tries
        statuses += rest.result()
    verified = looked_at(folder).count("verify begins")
    return Seen(statuses, verified, answer, entered)


def from_everywhere(size: int) -> list[tuple[str, str]]:
    """One account, each try from another network address."""
    return [(ALICE.email, f"10.{number // 250}.{number % 250}.7") for number in range(size)]


def from_one_address(size: int) -> list[tuple[str, str]]:
    """One network address, each try at another account."""
    return [(f"person{number}@example.org", "203.0.113.7") for number in range(size)]


def note(size: int, what: str, seen: Seen) -> None:
    record(
        Figure(
            proof="Sign-in",
            what=f"passwords looked at in a quarter of an hour, {what}",
            goal="≤ 10",
            measured=f"{seen.verified} of {size + 1}; the owner got in by mail meanwhile",
            is_met=seen.verified <= TRIES_PER_ACCOUNT and seen.has_owner_entered,
            is_full=size >= 1000,
            size=f"{size} wrong tries, 8 clients at once, 2 processes, one restart",
            control="counted in each process's memory: more than 10",
        )
    )


@pytest.mark.parametrize(("empty_database_url", "size"), DATABASES_AND_SIZES, indirect=["empty_database_url"])
def test_one_account_from_everywhere(empty_database_url: str, tmp_path: Path, size: int) -> None:
    seen = attack(tmp_path, empty_database_url, from_everywhere(size), right=(ALICE.email, "198.51.100.1"))
    note(size, f"one account, {'SQLite' if 'sqlite' in empty_database_url else 'PostgreSQL'}", seen)
    assert seen.verified == seen.statuses.count(400) == TRIES_PER_ACCOUNT
    assert set(seen.statuses) == {400, 429}
    assert seen.right_password.status == 429
    assert "There were too many tries. Try again in 1" in seen.right_password.text
    assert "choose a new password by mail" in seen.right_password.text
    assert 0 < int(seen.right_password.headers["Retry-After"]) <= 900
    assert seen.has_owner_entered


@pytest.mark.parametrize("size", SIZES)
def test_many_accounts_from_one_address(tmp_path: Path, size: int) -> None:
    """Whatever the client itself writes into X-Forwarded-For."""
    url = f"sqlite:///{tmp_path / 'cme.sqlite3'}"
    seen = attack(tmp_path, url, from_one_address(size), right=(BOB.email, "203.0.113.7"))
    note(size, "one network address", seen)
    assert seen.verified == seen.statuses.count(400) == TRIES_PER_ADDRESS
    assert seen.right_password.status == 429
    assert seen.has_owner_entered


def test_counting_in_each_process_is_found(tmp_path: Path) -> None:
    """The control: after a restart such a server has forgotten what it counted."""
    url = f"sqlite:///{tmp_path / 'cme.sqlite3'}"
    seen = attack(tmp_path, url, from_everywhere(40), right=(BOB.email, "198.51.100.1"), fault="by-process")
    assert seen.verified > TRIES_PER_ACCOUNT + 1


def test_without_a_proxy_nobody_is_believed(client: PageClient) -> None:
    """X-Forwarded-For from whoever asks: the peer's own address counts."""
    client.get("/account/sign-in")
    statuses = []
    for number in range(TRIES_PER_ADDRESS + 1):
        fields = {"email": f"person{number}@example.org", "password": "wrong password", "csrf_token": client.token}
        forged = {"X-Forwarded-For": f"10.0.0.{number}"}
        statuses.append(client.open("POST", "/account/sign-in", data=fields, headers=forged).status_code)
    assert statuses == [400] * TRIES_PER_ADDRESS + [429]


def most_in_a_window(moments: list[datetime]) -> int:
    return max(sum(last - WINDOW < each <= last for each in moments) for last in moments)


def random_moments() -> list[datetime]:
    chance = random.Random(8)  # noqa: S311  a schedule, the same each time
    return sorted(NOON + timedelta(seconds=chance.uniform(0, 3600)) for _ in range(200))


def test_the_window_slides(session: Session) -> None:
    """In no quarter of an hour are more than ten admitted, wherever it begins; and waiting as told is enough."""
    admitted, told = [], 0
    for moment in random_moments():
        try:
            Throttle("a secret of the tests", "192.0.2.1", moment).admit(session, Kind.SIGN_IN, ALICE.email)
        except TooManyTries as error:
            told += 1
            again = moment + timedelta(seconds=error.retry_after or 0)
            with session.begin_nested() as trial:
                Throttle("a secret of the tests", "192.0.2.1", again).admit(session, Kind.SIGN_IN, ALICE.email)
                trial.rollback()
        else:
            admitted.append(moment)
    assert most_in_a_window(admitted) == TRIES_PER_ACCOUNT
    assert len(admitted) + told == 200


def test_a_window_that_does_not_slide_is_found() -> None:
    """The control: ten in each quarter on the clock are up to twenty around its boundary."""
    counts: dict[int, int] = {}
    admitted = []
    for moment in random_moments():
        quarter = int(moment.timestamp() // WINDOW.total_seconds())
        counts[quarter] = counts.get(quarter, 0) + 1
        if counts[quarter] <= TRIES_PER_ACCOUNT:
            admitted.append(moment)
    assert most_in_a_window(admitted) > TRIES_PER_ACCOUNT
