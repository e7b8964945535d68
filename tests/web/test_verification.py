"""Anybody can check a code; a typing mistake, an unknown code and a revoked certificate are told apart."""

from datetime import timedelta

import pytest

from cme.core.certificates import CertificateFacts
from cme.errors import TooManyTries
from cme.services.certificates import verify
from cme.services.credit import revoke_certificate
from cme.web import verification
from cme.web.verification import MOST_CHECKS, Checks
from tests.page import PageClient
from tests.support.cast import ALICE
from tests.support.certificates import UNKNOWN_CODE, evaluate, issue
from tests.support.clock import NOON, SettableClock
from tests.support.posttest import Taking, person, publish_bank


@pytest.fixture
def facts(client: PageClient) -> CertificateFacts:
    """Alice's certificate; the browser is nobody's."""
    database = client.app.extensions["cme"].database
    publish_bank(database)
    alice = person(database, ALICE)
    attempt = Taking(database, alice).take()
    evaluate(database, alice, attempt)
    code = issue(database, alice, attempt)
    with database.reading() as session:
        found = verify(session, code)
    assert found is not None
    return found.facts


def revoke(client: PageClient, code: str) -> None:
    running = client.app.extensions["cme"]
    later = running.clock() + timedelta(days=3)
    with running.database.writing() as session:
        revoke_certificate(session, unsafe_code=code, reason="A private reason.", actor="command", now=later)


def test_a_stranger_sees_every_printed_fact(client: PageClient, facts: CertificateFacts) -> None:
    page = client.get(f"/verify/{facts.code}")
    assert page.heading == "This certificate is genuine"
    printed = [
        *(facts.name, facts.provider_name, facts.sentence, facts.statement, facts.verification_url),
        *facts.objectives,
        *(part for source in facts.sources for part in (source.citation, source.doi)),
    ]
    assert [each for each in printed if each not in page] == []
    assert tuple(zip(page.texts("dt"), page.texts("dd"), strict=True)) == facts.lines


def test_nothing_else_is_told(client: PageClient, facts: CertificateFacts) -> None:
    page = client.get(f"/verify/{facts.code}")
    for secret in (ALICE.email, "Late finding", "canary", "Time.", "attempt"):
        assert secret not in page.response.text


@pytest.mark.parametrize("address", ["/verify", "/verify/{code}", "/verify/nonsense", "/verify/" + UNKNOWN_CODE])
def test_search_engines_caches_and_logs_learn_nothing(
    client: PageClient, facts: CertificateFacts, address: str
) -> None:
    answer = client.open("GET", address.format(code=facts.code))
    assert "noindex" in answer.headers["X-Robots-Tag"]
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert '<meta name="robots" content="noindex">' in answer.text


def test_a_typed_code_leads_to_its_certificate(client: PageClient, facts: CertificateFacts) -> None:
    page = client.get("/verify")
    assert page.heading == "Check a certificate"
    client.open("GET", f"/verify?code=+{facts.code.replace('-', '').lower()}+")
    page = client.follow()
    assert page.url.endswith(f"/verify/{facts.code}")
    assert page.heading == "This certificate is genuine"


def test_an_empty_form_says_what_is_missing(client: PageClient) -> None:
    client.get("/verify")
    page = client.submit("/verify", {"code": "  "})
    assert "Type the code that is printed on the certificate." in page
    assert page.title.startswith("Problem: ")


def test_a_typing_mistake_is_told_apart(client: PageClient, facts: CertificateFacts) -> None:
    first, second = facts.code[0], facts.code[1]
    mistakes = ["8" if first == "7" else "7", first + first, second + first]
    for start in mistakes if first != second else mistakes[:1]:
        mistyped = start + facts.code[len(start) :]
        if mistyped != facts.code:
            page = client.get(f"/verify/{mistyped}", status=404)
            assert page.heading == "There is a typing mistake in this code"
            assert mistyped in page
            assert facts.name not in page


def test_an_unknown_code_is_told_apart(client: PageClient, facts: CertificateFacts) -> None:
    page = client.get(f"/verify/{UNKNOWN_CODE}", status=404)
    assert page.heading == "No certificate has this code"
    assert facts.name not in page


@pytest.mark.parametrize("typed", ["%00", "x" * 5000, "%3Cscript%3E", "é", "..%2F..", "%F0%9F%98%80", "%20"])
def test_no_code_breaks_the_page(client: PageClient, typed: str) -> None:
    for address in (f"/verify/{typed}", f"/verify?code={typed}"):
        answer = client.open("GET", address)
        assert answer.status_code in (200, 303, 404)
        assert "<script>" not in answer.text


def test_a_revoked_certificate_says_so_with_its_day(client: PageClient, facts: CertificateFacts) -> None:
    revoke(client, facts.code)
    page = client.get(f"/verify/{facts.code}")
    assert page.heading == "This certificate was revoked"
    assert "Revoked on 23 November 2026." in page
    assert "genuine" not in page
    assert "A private reason." not in page.response.text


def test_too_many_codes_within_a_minute_are_refused(
    client: PageClient, facts: CertificateFacts, clock: SettableClock
) -> None:
    for number in range(MOST_CHECKS):
        client.open("GET", f"/verify/{number}")
    page = client.get(f"/verify/{facts.code}", status=429)
    assert "Wait a minute" in page
    assert facts.name not in page
    clock.advance(seconds=59)
    client.get(f"/verify/{facts.code}", status=429)
    clock.advance(seconds=1)
    assert facts.name in client.get(f"/verify/{facts.code}")


def test_each_address_has_its_own_count() -> None:
    checks = Checks()
    for _ in range(MOST_CHECKS):
        checks.count("192.0.2.1", NOON)
    with pytest.raises(TooManyTries):
        checks.count("192.0.2.1", NOON)
    checks.count("192.0.2.2", NOON)


def test_the_count_of_addresses_is_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(verification, "MOST_ADDRESSES", 10)
    checks = Checks()
    for number in range(9):
        checks.count(f"192.0.2.{number}", NOON)
    checks.count("198.51.100.1", NOON + timedelta(seconds=90))
    checks.count("198.51.100.2", NOON + timedelta(seconds=90))
    assert set(checks._recent) == {"198.51.100.1", "198.51.100.2"}
    for number in range(50):
        checks.count(f"203.0.113.{number}", NOON + timedelta(seconds=91))
        assert len(checks._recent) <= 10


def test_nobody_posts_here(client: PageClient) -> None:
    client.get("/account/sign-in")
    token = {"csrf_token": client.token}
    for address in ("/verify", f"/verify/{UNKNOWN_CODE}"):
        assert client.open("POST", address, data=token).status_code == 405
