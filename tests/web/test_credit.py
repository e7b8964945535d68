"""From a pass to the certificate in the browser: works, signed out, somebody else's, missing, bad input, twice."""

import hashlib
from collections.abc import Callable

import pytest

from cme.database import Database
from cme.services.accounts import SignedIn
from cme.services.certificates import verify
from tests.page import PageClient
from tests.support.cast import ALICE, CHARLIE, sign_in, signed_in
from tests.support.certificates import UNKNOWN_CODE, evaluate, issue
from tests.support.posttest import Taking, person, publish_bank

GOOD = {"objective_1": "yes", "is_biased": "no", "intent": "confirmed"}
HOSTILE = '<script>alert(1)</script> "O\'Hara" & {{ 7 * 7 }}'


@pytest.fixture
def database(client: PageClient) -> Database:
    found: Database = client.app.extensions["cme"].database
    publish_bank(found)
    return found


@pytest.fixture
def alice(client: PageClient, database: Database) -> SignedIn:
    sign_in(client, ALICE)
    return person(database, ALICE)


@pytest.fixture
def passed(database: Database, alice: SignedIn) -> str:
    return Taking(database, alice).take()


@pytest.fixture
def code(database: Database, alice: SignedIn, passed: str) -> str:
    evaluate(database, alice, passed)
    return issue(database, alice, passed)


def evaluation(attempt: str) -> str:
    return f"/attempts/{attempt}/evaluation"


def claim(attempt: str) -> str:
    return f"/attempts/{attempt}/certificate"


def test_the_whole_way(client: PageClient, passed: str) -> None:
    page = client.get(evaluation(passed))
    assert page.heading == "What do you think of this activity?"
    page = client.submit(evaluation(passed), GOOD | {"barriers": "Time."})
    assert page.heading == "Claim your certificate"
    assert "Your evaluation has been sent." in page
    assert "3 of 3 correct" in page
    assert "Not accredited. No credit is offered, awarded or implied." in page
    assert page.form(claim(passed)).values()["name"] == ["Alice Learner"]
    page = client.submit(claim(passed), {"name": "  Alice Learner, MD "})
    assert page.heading == "Certificate of completion"
    for words in (
        "Your certificate has been issued.",
        "This certifies that Alice Learner, MD",
        "completed “Reading a case with a finding”",
        "Not accredited. No credit is offered, awarded or implied.",
        "doi 10.5555/paper",
        "case, revision 1",
    ):
        assert words in page
    assert client.get("/my/transcript").link(f"Certificate {page.url.rpartition('/')[2]}") == page.url


def test_the_steps_are_taken_in_order(client: PageClient, passed: str) -> None:
    client.open("GET", claim(passed))
    assert client.follow().heading == "What do you think of this activity?"
    client.post(claim(passed), {"name": "Alice"}, status=409)
    assert "The evaluation comes first." in client.page
    client.get(evaluation(passed))
    client.submit(evaluation(passed), GOOD)
    client.open("GET", evaluation(passed))
    assert client.follow().heading == "Claim your certificate"


def test_sending_twice_has_one_effect(client: PageClient, database: Database, passed: str) -> None:
    first = client.get(evaluation(passed))
    client.submit(evaluation(passed), GOOD)
    again = dict(first.form(evaluation(passed)).filled_in(GOOD | {"intent": "no-change"}))
    assert client.post(evaluation(passed), again).location == claim(passed)
    client.get(claim(passed))
    addresses = [client.post(claim(passed), {"name": name}).location for name in ("Alice One", "Alice Two")]
    assert addresses[0] == addresses[1]
    assert "Alice One" in client.get(addresses[0] or "")
    client.open("GET", claim(passed))
    assert client.follow().heading == "Certificate of completion"


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({}, "Say whether objective 1 was met."),
        ({"objective_1": "yes", "intent": "no-change"}, "Say whether anything seemed to favour a commercial product."),
        (GOOD | {"is_biased": "yes"}, "Say what seemed biased, so that the provider can look into it."),
        (GOOD | {"is_biased": "yes", "bias": "  "}, "Say what seemed biased, so that the provider can look into it."),
        (GOOD | {"intent": "change"}, "Say what you intend to change."),
        (GOOD | {"comments": "x" * 2001}, "This text is too long. Shorten it to 2000 characters."),
    ],
)
def test_an_incomplete_evaluation_comes_back(
    client: PageClient, passed: str, fields: dict[str, str], words: str
) -> None:
    client.get(evaluation(passed))
    page = client.submit(evaluation(passed), fields, status=400)
    assert words in page
    assert page.title.startswith("Problem: ")
    assert client.get(evaluation(passed)).heading == "What do you think of this activity?"


def test_pasted_text_is_freed_of_what_cannot_be_seen(client: PageClient, database: Database, passed: str) -> None:
    client.get(evaluation(passed))
    pasted = "\ufeffTime\u200b and\x0b\r\nmoney\u202e\x00.  "
    page = client.submit(evaluation(passed), {"barriers": pasted, "comments": pasted}, status=400)
    assert page.form(evaluation(passed)).values()["barriers"] == ["Time and\nmoney."]


def test_an_evaluation_that_comes_back_keeps_what_was_typed(client: PageClient, passed: str) -> None:
    client.get(evaluation(passed))
    page = client.submit(evaluation(passed), {"intent": "change", "change": HOSTILE}, status=400)
    values = page.form(evaluation(passed)).values()
    assert (values["intent"], values["change"]) == (["change"], [HOSTILE])


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("", "Type your name as it is to be printed."),
        ("x" * 201, "The name has 201 characters. Shorten it to 200."),
        ("Alice\u202ednu", "It held a character that cannot be seen."),
        ("- -", "The name has no letter in it."),
    ],
)
def test_an_unusable_name_comes_back(
    client: PageClient, database: Database, alice: SignedIn, passed: str, name: str, words: str
) -> None:
    evaluate(database, alice, passed)
    client.get(claim(passed))
    page = client.submit(claim(passed), {"name": name}, status=400)
    assert words in page
    assert page.title.startswith("Problem: ")


def test_a_hostile_name_is_printed_literally(
    client: PageClient, database: Database, alice: SignedIn, passed: str
) -> None:
    evaluate(database, alice, passed)
    client.get(claim(passed))
    page = client.submit(claim(passed), {"name": HOSTILE})
    assert f"This certifies that {HOSTILE} completed" in page
    sources = [each.get("src", "").partition("?")[0] for each in page.find_all("script")]
    assert sources == ["/static/js/site.js"], "the script of every page of somebody signed in, and nothing else"


def test_the_pdf_is_the_same_for_ever(client: PageClient, database: Database, code: str) -> None:
    address = client.get(f"/certificates/{code}").link("Download PDF")
    first, second = client.get_file(address), client.get_file(f"/certificates/{code.lower()}.pdf")
    assert first.data == second.data
    assert first.data.startswith(b"%PDF-")
    with database.reading() as session:
        found = verify(session, code)
    assert found is not None
    assert hashlib.sha256(first.data).hexdigest() == found.document_sha256
    assert first.mimetype == "application/pdf"
    assert first.headers["Cache-Control"] == "no-store"
    assert first.headers["Content-Disposition"] == "attachment; filename=certificate-case-2026-11-20.pdf"


def test_a_failed_or_open_attempt_has_no_certificate(client: PageClient, database: Database, alice: SignedIn) -> None:
    taking = Taking(database, alice)
    failed = taking.fail()
    for attempt, words in ((failed, "was not passed"), (taking.start(), "has not been submitted")):
        for address in (evaluation(attempt), claim(attempt)):
            assert words in client.get(address, status=409)
            client.post(address, GOOD | {"name": "Alice"}, status=409)


Address = Callable[[str, str], str]
PAGES: list[tuple[str, Address]] = [
    ("GET", lambda attempt, code: evaluation(attempt)),
    ("POST", lambda attempt, code: evaluation(attempt)),
    ("GET", lambda attempt, code: claim(attempt)),
    ("POST", lambda attempt, code: claim(attempt)),
    ("GET", lambda attempt, code: f"/certificates/{code}"),
    ("GET", lambda attempt, code: f"/certificates/{code}.pdf"),
]


@pytest.mark.parametrize(("method", "address"), PAGES)
def test_what_is_somebody_elses_is_not_found(
    client: PageClient, passed: str, code: str, method: str, address: Address
) -> None:
    charlie = signed_in(client, CHARLIE)
    charlie.get("/my/transcript")
    token = {"csrf_token": charlie.token, "name": "Charlie"} | GOOD
    for target in (address(passed, code), address("nothing", UNKNOWN_CODE), address("nothing", "nonsense")):
        answer = charlie.open(method, target, data=token if method == "POST" else None)
        assert answer.status_code == 404
        assert "Alice" not in answer.text


@pytest.mark.parametrize(("method", "address"), [*PAGES, ("GET", lambda attempt, code: "/my/transcript")])
def test_who_is_signed_out_is_asked_to_sign_in(
    client: PageClient, passed: str, code: str, method: str, address: Address
) -> None:
    nobody = PageClient(client.app)
    nobody.get("/account/sign-in")
    answer = nobody.open(method, address(passed, code), data={"csrf_token": nobody.token} if method == "POST" else None)
    assert answer.status_code == 303
    assert (answer.location or "").startswith("/account/sign-in")


def test_a_form_without_its_token_is_refused(client: PageClient, passed: str) -> None:
    for address in (evaluation(passed), claim(passed)):
        client.post(address, GOOD | {"name": "Alice"}, status=400, with_token=False)


@pytest.mark.parametrize("address", ["/my/transcript", f"/certificates/{UNKNOWN_CODE}"])
def test_pages_that_only_show_take_no_post(client: PageClient, alice: SignedIn, address: str) -> None:
    client.get("/my/transcript")
    client.post(address, status=405)


def test_an_empty_transcript_says_what_to_do(client: PageClient, alice: SignedIn) -> None:
    page = client.get("/my/transcript")
    assert "No certificate yet." in page
    assert page.link("Choose an activity").endswith("/")


def test_the_transcript_leads_to_what_can_be_claimed(client: PageClient, passed: str) -> None:
    page = client.get("/my/transcript")
    assert "To be claimed" in page.texts("h2")
    words = "Send the evaluation, then claim the certificate: Reading a case with a finding"
    assert page.link(words).endswith(evaluation(passed))
    assert "No certificate yet." not in page


def test_the_transcript_counts_what_holds(client: PageClient, code: str) -> None:
    page = client.get("/my/transcript")
    assert page.texts("h2") == ["2026"]
    assert page.texts("tr", class_="sum") == ["1 activity in 2026 15 None"]
    runner = client.app.extensions["cme"]
    from cme.services.credit import revoke_certificate

    with runner.database.writing() as session:
        revoke_certificate(session, unsafe_code=code, reason="A slip.", actor="command", now=runner.clock())
    page = client.get("/my/transcript")
    assert page.texts("tr", class_="sum") == ["0 activities in 2026 0 None"]
    assert "Revoked 20 November 2026" in page
    assert "This certificate was revoked on 20 November 2026" in client.get(f"/certificates/{code}")
