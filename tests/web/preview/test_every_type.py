"""Every type of question in a preview: asked as learners are, answered by its own form, laid open, its evidence."""

import shutil
from pathlib import Path

import pytest

from cme.core.questions import Question, QuestionType
from cme.core.responses import full_answer
from tests.page import PageClient
from tests.support.every_type import EVERY_TYPE, every_type_bank
from tests.support.previews import every_page, previewed

QUESTIONS = every_type_bank().questions


@pytest.fixture(scope="module")
def client() -> PageClient:
    return previewed(EVERY_TYPE)


def test_the_bank_has_every_type() -> None:
    assert {question.type for question in QUESTIONS.values()} == set(QuestionType)


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=list(QUESTIONS))
def test_the_full_answer_given_by_the_form_earns_everything(client: PageClient, question: Question) -> None:
    page = client.get(f"/questions/{question.id}")
    assert page.texts("legend") == [question.stem]
    assert not any(option.rationale in page for option in question.options if option.rationale)
    result = client.submit("question", {"response": full_answer(question)})
    assert result.texts("p", class_="verdict")[0].startswith("Correct ")


@pytest.mark.parametrize("question", QUESTIONS.values(), ids=list(QUESTIONS))
def test_nothing_filled_in_is_no_answer(client: PageClient, question: Question) -> None:
    client.get(f"/questions/{question.id}")
    result = client.submit("question", {})
    assert result.texts("p", class_="verdict")[0].startswith("Not correct 0 of ")
    assert "No answer" in result


def test_what_no_control_sends_is_refused(client: PageClient) -> None:
    for name, sent in (
        ("marker-of-lesion", "lung nothing"),
        ("order-of-treatment", "9 biopsy"),
        ("noted-findings", "x"),
    ):
        page = client.get(f"/questions/{name}/answered?response={sent.replace(' ', '+')}", status=400)
        assert "The question has no such option." in page
    assert "at most 200 characters" in client.get(
        f"/questions/name-of-fusion/answered?response={'x' * 201}", status=400
    )


def test_a_case_tells_what_it_has_told_so_far(client: PageClient) -> None:
    first, second = (client.get(f"/questions/{name}") for name in ("case-first-step", "case-response"))
    unfolds = QUESTIONS["case-response"].unfolds
    assert (unfolds in first, unfolds in second) == (False, True)
    assert "Part 2 of 3" in second
    shared = client.get("/questions/scan-fusion")
    assert "A scan shows two lesions" in shared
    assert not shared.find_all("span", class_="part")


def test_pairs_bear_their_evidence_by_prompt(client: PageClient) -> None:
    page = client.get("/questions/marker-of-lesion/evidence")
    prompts = QUESTIONS["marker-of-lesion"].prompts
    heads = [text.removesuffix("Key") for text in page.texts("th", scope="col")]
    assert heads[: len(prompts) + 1] == ["Passage", *(str(number) for number in range(1, len(prompts) + 1))]
    assert page.find_all("span", class_="relation")


def test_a_prompt_s_missing_passage_is_told_at_the_prompt(tmp_path: Path) -> None:
    folder = tmp_path / "bank"
    shutil.copytree(EVERY_TYPE, folder)
    path = folder / "questions" / "types.yaml"
    text = path.read_text("utf-8")
    start = text.index("  - id: marker-of-lesion")
    path.write_text(text[:start] + text[start:].replace("passage: lesions#", "passage: lesions#gone-", 1), "utf-8")
    page = previewed(folder).get("/questions/marker-of-lesion/evidence")
    assert "this passage is not in the bank" in page


def test_every_page_leads_only_to_good_pages(client: PageClient) -> None:
    assert len(every_page(client)) > 3 * len(QUESTIONS)
