"""Where a sign-in leads, followed in a real browser: whatever ``next`` says, nobody leaves the site."""

from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, Error, Page, Request

from tests.security.access_world import PASSWORD
from tests.security.another_site import another_site
from tests.support.cast import ALICE
from tests.support.figures import Figure, record
from tests.support.server import Server
from tests.web.test_login import TRICKS

pytestmark = pytest.mark.browser

SENDABLE = [trick for trick in TRICKS if "\ud800" not in trick]  # half of a pair is nothing that can be typed
MORE = ["http://{host}@evil.example", "//{host}@evil.example", "http://{host}.evil.example/", "/{host}//evil.example"]
OURS = "/my/activities"


@dataclass
class Followed:
    """A browser at one site. ``away`` is what it asked of other sites, or tried to open instead of a page."""

    page: Page
    origin: str
    away: list[str] = field(default_factory=list)

    def note(self, request: Request) -> None:
        """Keep what is asked of other sites."""
        if not request.url.startswith(f"{self.origin}/"):
            self.away.append(request.url)

    def open(self, path: str) -> None:
        try:
            self.page.goto(self.origin + path)
        except Error as error:
            self.away.append(f"{path}: {error.message.splitlines()[0]}")

    def sign_in(self, target: str) -> None:
        """Sign in from the page that ``next`` opened, with ``next`` in the form too, as if it had been believed."""
        self.page.context.clear_cookies()
        self.open(f"/account/sign-in?next={quote(target, safe='')}")
        self.page.get_by_label("E-mail address").fill(ALICE.email)
        self.page.get_by_label("Password").fill(PASSWORD)
        self.page.evaluate(
            """target => {
                const form = document.querySelector("main form[action='/account/sign-in']");
                form.querySelector("[name=next]")?.remove();
                const field = document.createElement("input");
                Object.assign(field, { type: "hidden", name: "next", value: target });
                form.append(field);
            }""",
            target,
        )
        with suppress(Error), self.page.expect_navigation():  # one that fails is seen by where it ends
            self.page.get_by_role("button", name="Sign in", exact=True).click()

    def where(self, target: str) -> list[str]:
        """Say how the browser left the site for this target, if it did."""
        left, self.away = self.away, []
        if not self.page.url.startswith(f"{self.origin}/"):
            left.append(self.page.url)
        return [f"{target!r}: {each}" for each in left]


@contextmanager
def following(browser: Browser, site: Server) -> Iterator[Followed]:
    with another_site() as elsewhere:  # stands in for every other site
        context = browser.new_context(proxy={"server": elsewhere, "bypass": site.origin.removeprefix("http://")})
        context.set_default_timeout(20_000)
        found = Followed(context.new_page(), site.origin)
        context.on("request", found.note)
        yield found
        context.close()


def escapes(browser: Browser, site: Server, targets: list[str], *, signs_in_each_time: bool) -> list[str]:
    """Follow every target, and return those that led away."""
    left: list[str] = []
    with following(browser, site) as found:
        found.sign_in(OURS)
        assert found.page.url == site.origin + OURS
        for target in targets:
            if signs_in_each_time:
                found.sign_in(target)
                left += found.where(target)
            found.open(f"/account/sign-in?next={quote(target, safe='')}")  # signed in: led on at once
            left += found.where(target)
    return left


@pytest.mark.parametrize("every", [16, pytest.param(1, marks=pytest.mark.slow)], ids=["some", "all"])
def test_no_next_leaves_the_site(browser: Browser, site: Server, every: int) -> None:
    """Signed in already, each target is followed; after a sign-in of its own, every sixteenth, or in full each."""
    host = site.origin.removeprefix("http://")
    targets = [*SENDABLE, *(each.format(host=host) for each in MORE)]
    left = escapes(browser, site, targets, signs_in_each_time=False) if every > 1 else []
    left += escapes(browser, site, targets[::every], signs_in_each_time=True)
    record(
        Figure(
            proof="Access",
            what="next tricks that left the site in Chromium",
            goal="0 of 64",
            measured=f"{len(left)} of {len(targets)}",
            is_met=not left,
            is_full=every == 1,
            size=f"{len(targets)} targets, {len(targets[::every])} of them after a sign-in of their own",
            control="believing whatever begins with a slash lets some out, and it is seen",
        )
    )
    assert len(targets) >= 64
    assert left == [], "\n".join(left)


def test_believing_a_slash_is_seen(browser: Browser, careless_site: Server) -> None:
    targets = ["//evil.example", "/\\evil.example", "///evil.example", "/\t/evil.example", "/account/profile"]
    left = escapes(browser, careless_site, targets, signs_in_each_time=True)
    assert {each.split(":")[0] for each in left} >= {"'//evil.example'"}, left
    assert not any("profile" in each for each in left), left
