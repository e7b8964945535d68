"""What each preset of an activity shows, on every page of a learner that could show a key: state by state."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from flask import Flask
from sqlalchemy import select

from cme.core.activities import RevealPreset
from cme.core.bank import Bank
from cme.models import Certificate, OutboxMail
from cme.services import flag_queue, flags
from tests.page import PageClient
from tests.support.banks import FOUR, SECRET, activity, bank, question
from tests.support.cast import ALICE, BOB
from tests.support.certificates import evaluate, issue
from tests.support.clock import NOON, SettableClock
from tests.support.pages import browser
from tests.support.posttest import Taking, person, publish_bank

FOURS = tuple(question(name, FOUR, "late") for name in ("one", "two"))
WRONG, RIGHT = {1: "late", 2: "both"}, {1: "late", 2: "late"}
CLOSED = datetime(2026, 12, 2, 12, tzinfo=UTC)  # a day after the last one
STATES = {  # the tries, and whether none can follow
    "in progress": ([], True, False),
    "failed": ([WRONG], False, False),
    "failed, in progress": ([WRONG], True, False),
    "tries used": ([WRONG, WRONG], False, True),
    "passed": ([RIGHT], False, True),
}
KEY_WORDS = ("answer--key", "tag--key", SECRET)


def preset_bank(preset: RevealPreset) -> Bank:
    made = activity(questions=FOURS, expires=date(2026, 12, 1))
    rules = replace(made.posttest, reveal=preset)
    return bank(questions=FOURS, activities=(replace(made, posttest=rules),))


def brought(app: Flask, preset: RevealPreset, state: str) -> tuple[Taking, list[str]]:
    """Bring Alice into a state; return her attempts, oldest first."""
    database = app.extensions["cme"].database
    publish_bank(database, preset_bank(preset))
    alice = Taking(database, person(database, ALICE))
    tries, is_open, _ = STATES[state]
    attempts = [alice.take(chosen) for chosen in tries]
    if is_open:
        attempts.append(alice.start())
        alice.save(attempts[-1], 1, "late")
    return alice, attempts


def answers(client: PageClient, attempts: list[str]) -> Iterator[tuple[str, str]]:
    """Yield what every route that could show a key answers, with where its redirects lead."""
    urls = ["/my/activities", "/my/transcript", "/practice/misses", "/activities/case", "/activities/case/practice/1"]
    for attempt in attempts:
        own = ("", "/questions/1", "/questions/2", "/check", "/result", "/pretest", "/questions/1/flag")
        urls += [f"/attempts/{attempt}{each}" for each in own]
    for url in urls:
        answer = client.flask.get(url, base_url=client.origin, follow_redirects=True)
        yield url, answer.get_data(as_text=True)
    for attempt in attempts:
        body = {"chosen": ["late"], "struck": [], "flagged": False, "sequence": 2, "key": "k" * 20}
        headers = {"X-CSRFToken": client.token}
        url = f"/attempts/{attempt}/questions/1/save"
        saved = client.flask.post(url, base_url=client.origin, json=body, headers=headers)
        yield url, saved.get_data(as_text=True)
    practised = client.flask.post(
        "/activities/case/practice/1",
        base_url=client.origin,
        data={"response": "late", "csrf_token": client.token},
        follow_redirects=True,
    )
    yield "practised", practised.get_data(as_text=True)


def leaks(client: PageClient, attempts: list[str]) -> set[str]:
    return {url for url, text in answers(client, attempts) if any(word in text for word in KEY_WORDS)}


@pytest.mark.parametrize("is_closed", [False, True], ids=["open", "closed"])
@pytest.mark.parametrize("preset", RevealPreset)
@pytest.mark.parametrize("state", STATES)
def test_keys_are_shown_where_the_preset_says_and_on_no_other_page(
    app: Flask, clock: SettableClock, state: str, preset: RevealPreset, is_closed: bool
) -> None:
    _, attempts = brought(app, preset, state)
    clock.now = CLOSED if is_closed else NOON
    client = browser(app, ALICE)
    client.get("/my/activities")
    found = leaks(client, attempts)
    if STATES[state][2] and (is_closed or preset is not RevealPreset.AFTER_CLOSING):
        assert {f"/attempts/{each}/result" for each in attempts} <= found
        assert "practised" in found
        assert f"/attempts/{attempts[0]}/questions/1/flag" in found
    else:
        assert found == set()
        assert client.get("/practice/misses").find_all("ol", class_="rows") == []


@pytest.mark.parametrize("preset", RevealPreset)
def test_a_fail_names_wrong_questions_under_the_standard_preset_alone(app: Flask, preset: RevealPreset) -> None:
    _, attempts = brought(app, preset, "failed")
    page = browser(app, ALICE).get(f"/attempts/{attempts[0]}/result")
    named = ["Correct", "Not correct"] if preset is RevealPreset.STANDARD else []
    assert page.texts("span", class_="tag") == named
    assert page.texts("p", class_="figure") == ["1 of 2"]


def test_a_pass_whose_keys_wait_says_when_they_are_shown(app: Flask, clock: SettableClock) -> None:
    _, attempts = brought(app, RevealPreset.AFTER_CLOSING, "passed")
    client = browser(app, ALICE)
    page = client.get(f"/attempts/{attempts[0]}/result")
    assert page.heading == "Passed"
    assert "after its last day, 1 December 2026" in page
    assert "after 1 December 2026" in client.get("/activities/case")
    clock.now = CLOSED
    client = browser(app, ALICE)
    assert "answer--key" in client.get(f"/attempts/{attempts[0]}/result").response.get_data(as_text=True)


@pytest.mark.parametrize("is_closed", [False, True], ids=["open", "closed"])
def test_a_letter_carries_an_educators_answer_only_once_keys_are_shown(app: Flask, is_closed: bool) -> None:
    alice, attempts = brought(app, RevealPreset.AFTER_CLOSING, "passed")
    with alice.database.writing() as session:
        flags.raise_flag(
            session,
            person=alice.who,
            unsafe_attempt_id=attempts[0],
            position=1,
            unsafe_thing=flags.QUESTION,
            reason="Invented.",
            now=NOON,
        )
        flag_id = flag_queue.list_open(session)[0].id
    bob = person(alice.database, BOB)
    with alice.database.writing() as session:
        flag_queue.resolve(
            session,
            educator=bob,
            unsafe_flag_id=flag_id,
            answer=f"It is {SECRET}.",
            origin="http://127.0.0.1:8000",
            now=CLOSED if is_closed else NOON,
        )
        mails = [mail.body for mail in session.scalars(select(OutboxMail))]
    assert [SECRET in body for body in mails] == [is_closed]


def test_a_certificate_does_not_wait_for_the_keys(app: Flask) -> None:
    alice, attempts = brought(app, RevealPreset.AFTER_CLOSING, "passed")
    evaluate(alice.database, alice.who, attempts[0])
    code = issue(alice.database, alice.who, attempts[0], ALICE.name)
    client = browser(app, ALICE)
    assert SECRET not in client.get(f"/certificates/{code}").response.get_data(as_text=True)
    with alice.database.reading() as session:
        assert session.scalars(select(Certificate.code)).one() == code


PROMISES = ("once you pass", "when no tries are left", "once you have finished", "Until then", "until then")


@pytest.mark.parametrize("preset", RevealPreset)
@pytest.mark.parametrize("how", ["expired", "retired", "expired, and asked elsewhere"])
def test_where_no_try_can_follow_none_is_promised_the_keys(
    app: Flask, clock: SettableClock, preset: RevealPreset, how: str
) -> None:
    alice, [attempt] = brought(app, preset, "failed")
    result = browser(app, ALICE).get(f"/attempts/{attempt}/result")
    assert any(words in result for words in PROMISES)
    if "expired" in how:
        clock.now = CLOSED
    if how != "expired":
        made = preset_bank(preset)
        kept = {} if how == "retired" else made.activities
        other = activity("other", FOURS)
        publish_bank(alice.database, replace(made, activities={**kept, "other": other}))
    page = browser(app, ALICE).get(f"/attempts/{attempt}/result")
    assert "no new try can begin any more" in page
    assert not any(words in page for words in PROMISES)
    assert not any(word in page.response.get_data(as_text=True) for word in KEY_WORDS)


def test_keys_that_waited_for_the_last_day_and_are_asked_elsewhere_wait_for_that(
    app: Flask, clock: SettableClock
) -> None:
    alice, [attempt] = brought(app, RevealPreset.AFTER_CLOSING, "passed")
    made = preset_bank(RevealPreset.AFTER_CLOSING)
    publish_bank(alice.database, replace(made, activities={**made.activities, "other": activity("other", FOURS)}))
    clock.now = CLOSED
    page = browser(app, ALICE).get(f"/attempts/{attempt}/result")
    assert "are shown once you have finished that one" in page
    assert "after its last day" not in page
