"""A person's own profile and password."""

import pytest

from cme.services.throttle import TRIES_PER_ACCOUNT
from tests.page import PageClient
from tests.support.accounts import PASSWORD, joined, sign_in
from tests.support.cast import ALICE

NEW = "another horse battery"


def test_the_profile_is_saved(client: PageClient) -> None:
    joined(client)
    page = client.get("/account/profile")
    assert page.find("input", name="name").get("value") == ALICE.name
    assert ALICE.email in page
    client.submit(
        "/account/profile", {"name": "Dr. Alice O’Learner", "profession": "nurse", "time_zone": "Asia/Kolkata"}
    )
    assert "Your profile is saved" in client.page
    values = client.page.form("/account/profile").values()
    assert (values["name"], values["profession"], values["time_zone"]) == (
        ["Dr. Alice O’Learner"],
        ["nurse"],
        ["Asia/Kolkata"],
    )


def test_a_new_account_has_no_profession_and_utc(client: PageClient) -> None:
    joined(client)
    form = client.get("/account/profile").form("/account/profile")
    assert (form.values()["profession"], form.values()["time_zone"]) == ([""], ["UTC"])
    assert form.choices("profession") == ["", "physician", "nurse", "pharmacist", "physician assistant", "other"]


@pytest.mark.parametrize(
    "wrong", [{"name": ""}, {"name": "x" * 201}, {"profession": "wizard"}, {"time_zone": "Mars/Base"}]
)
def test_a_bad_profile_is_shown_again(client: PageClient, wrong: dict[str, str]) -> None:
    joined(client)
    client.get("/account/profile")
    good = {"name": ALICE.name, "profession": "nurse", "time_zone": "UTC"}
    client.post("/account/profile", good | wrong, status=400)
    assert client.page.find_all("div", id="problems") != []


@pytest.mark.parametrize("path", ["/account/profile", "/account/password"])
def test_signed_out_there_is_nothing_to_see_or_send(client: PageClient, path: str) -> None:
    assert client.get("/account/sign-in").heading == "Sign in"
    token = client.token
    answer = client.open("GET", path)
    assert (answer.status_code, (answer.location or "").startswith("/account/sign-in")) == (303, True)
    answer = client.open("POST", path, data={"csrf_token": token})
    assert (answer.status_code, answer.location) == (303, "/account/sign-in")


def test_changing_the_password_ends_every_other_session(both_client: PageClient) -> None:
    client = both_client
    joined(client)
    other = PageClient(client.app)
    sign_in(other)
    with client.flask.session_transaction(base_url=client.origin) as cookie:
        before = cookie["_user_id"]
    client.get("/account/password")
    page = client.submit("/account/password", {"present": PASSWORD, "password": NEW})
    assert "Your password is changed" in page
    with client.flask.session_transaction(base_url=client.origin) as cookie:
        assert cookie["_user_id"] != before
    assert client.open("GET", "/account/profile").status_code == 200
    assert other.open("GET", "/account/profile").status_code == 303
    sign_in(other, status=400)
    sign_in(other, password=NEW)


@pytest.mark.parametrize(
    ("fields", "words"),
    [
        ({"present": "wrong password", "password": NEW}, "not your present password"),
        ({"present": "", "password": NEW}, "Write your present password"),
        ({"present": PASSWORD, "password": "short"}, "too short"),
        ({"present": PASSWORD, "password": ALICE.email}, "is your address"),
    ],
)
def test_a_bad_change_is_refused(client: PageClient, fields: dict[str, str], words: str) -> None:
    joined(client)
    client.get("/account/password")
    assert words in client.submit("/account/password", fields, status=400)
    client.submit("/account/sign-out")
    sign_in(client)


def test_the_present_password_cannot_be_guessed_at_leisure(client: PageClient) -> None:
    joined(client)
    client.get("/account/password")
    for _ in range(TRIES_PER_ACCOUNT):
        client.submit("/account/password", {"present": "wrong password", "password": NEW}, status=400)
    page = client.submit("/account/password", {"present": PASSWORD, "password": NEW}, status=429)
    assert "There were too many tries" in page
