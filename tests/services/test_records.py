"""Documents of frozen objects, their digests, and the cache of revisions."""

from dataclasses import replace
from pathlib import Path

from cme.content.bank import load_bank
from cme.core.bank import Bank
from cme.core.questions import IgnoredRule
from cme.services.records import ActivityContent, RevisionCache, digest, from_document, to_document
from tests.content.tiny import TINY, tiny_bank


def test_the_oldest_revision_makes_room() -> None:
    cache = RevisionCache[str](2)
    for key in ("first", "second", "third"):
        cache.get(key, lambda key=key: f"the {key}")  # type: ignore[misc]
    asked: list[str] = []

    def load() -> str:
        asked.append("loaded")
        return "again"

    assert [cache.get(key, load) for key in ("third", "second")] == ["the third", "the second"]
    assert asked == []
    assert cache.get("first", load) == "again"
    assert asked == ["loaded"]


def test_a_digest_depends_on_content_not_on_the_order_of_names() -> None:
    assert digest({"a": 1, "b": "é"}) == digest({"b": "é", "a": 1})
    assert digest({"a": 1}) != digest({"a": "1"})


def content(bank: Bank) -> ActivityContent:
    return ActivityContent(
        activity=bank.activities["case"], sources=tuple(bank.sources.values()), provider=bank.provider
    )


def as_before(bank: Bank) -> Bank:
    """Return the bank as a file of an earlier version would give it."""
    questions = {name: replace(one, lint_ignore=(), difficulty="", notes="") for name, one in bank.questions.items()}
    activities = {name: replace(one, lint_ignore=()) for name, one in bank.activities.items()}
    sources = {name: replace(one, words=0) for name, one in bank.sources.items()}
    return replace(bank, questions=questions, activities=activities, sources=sources)


def test_fields_that_came_later_change_no_digest_where_they_are_not_used() -> None:
    bank = as_before(load_bank(TINY))

    assert digest(to_document(bank)).startswith("c206b9b06744")
    assert digest(to_document(bank.questions["measured"])).startswith("d739c43901ae")
    assert digest(to_document(content(bank))).startswith("6522d5e77d59")


def test_fields_that_came_later_are_kept_where_they_are_used(tmp_path: Path) -> None:
    folder = tiny_bank(tmp_path)
    with (folder / "questions" / "two.yaml").open("a", encoding="utf-8") as file:
        file.write("    difficulty: hard\n    notes: Asked too often.\n")
    bank = load_bank(folder)
    question = bank.questions["measured"]

    assert (question.difficulty, question.notes) == ("hard", "Asked too often.")
    assert question.lint_ignore == (
        IgnoredRule(rule="lint-combination-option", reason="The order of options is tested with it."),
    )
    assert from_document(Bank, to_document(bank)) == bank
    assert digest(to_document(question)) != digest(to_document(replace(question, notes="")))
