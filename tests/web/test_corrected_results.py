"""The result page of a corrected question: which option was the key until when, which is now, and why."""

import pytest
from flask import Flask

from cme.core.corrections import KeyPolicy
from tests.services.test_corrected_results import explained
from tests.support.banks import FOUR, TRUE_FALSE
from tests.support.cast import ALICE
from tests.support.corrections import BOTH, LEAVE, NEW, correct
from tests.support.pages import browser, site, take

__all__ = ["site"]


@pytest.mark.parametrize(
    ("policy", "verdict", "response"),
    [
        (NEW, "Not correct", "The key, since corrected"),
        (BOTH, "Correct", "Credited"),
        (LEAVE, "Correct", "Credited"),
    ],
)
def test_labels_and_explanations_are_those_of_the_correction(
    site: Flask, policy: KeyPolicy, verdict: str, response: str
) -> None:
    client = browser(site, ALICE)
    attempt = take(client)
    correct(site.extensions["cme"].database, policy, explained("first", TRUE_FALSE, "false"))
    page = client.get(f"{attempt}/result")
    tags = page.texts("span", class_="tag")
    assert tags[0] == verdict
    assert tags[1].startswith("Key until ")
    assert tags[2:4] == ["Your answer", "Key now"]
    assert tags.count("Key") == 2, "the questions that were not corrected"
    assert ": the explanations below are the corrected ones." in page
    assert response in page.texts("td")
    for now, before in (("Now True.", "Why True "), ("Now False.", "Why False ")):
        assert now in page
        assert page.text.count(before) == 1, "the second question alone, which was not corrected"


def test_a_new_key_that_was_not_offered_is_named_as_such(site: Flask) -> None:
    client = browser(site, ALICE)
    attempt = take(client)
    texts = {**FOUR, "never": "Never"}
    correct(site.extensions["cme"].database, NEW, explained("third", texts, "never"))
    page = client.get(f"{attempt}/result")
    assert "Key now, not among the options then" in page.texts("span", class_="tag")
    assert "Now Never." in page
    assert page.texts("p", class_="option")[-1] == "Never"


def test_a_correct_new_key_under_left_scores_is_told_as_the_key_now(site: Flask) -> None:
    client = browser(site, ALICE)
    for _ in range(2):
        attempt = take(client, {1: "false"})
    correct(site.extensions["cme"].database, LEAVE, explained("first", TRUE_FALSE, "false"))
    page = client.get(f"{attempt}/result")
    assert page.texts("span", class_="tag")[0] == "Not correct"
    assert "Key now" in page.texts("span", class_="tag")
    assert "The key now" in page.texts("td")
    assert "Attempts begun before keep the marks that the old key gives." in page
