"""Every rule that the code can name is in the table, and the table says of each what, why and what to do."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from cme.content.problems import Severity
from cme.content.rule_table import GROUPS, RULES, find_rule

CONTENT = Path(__file__).resolve().parents[2] / "cme" / "content"
RULE_LIKE = re.compile(r"[a-z]+(?:-[a-z0-9]+)+")
# Words of the YAML and of other formats that are written like rules and are none.
OTHER_WORDS = {
    "after-closing",
    "alk-alcl-2",
    "article-title",
    "cat-file",
    "expression-of-concern",
    "journal-article",
    "ls-tree",
    "open-licence",
    "read-again",
    "rev-parse",
    "ref-type",
    "score-only",
    "short-quotation",
    "true-false",
    "utf-8",
    "utf-8-sig",
}


def rule_like_words(source: str) -> Iterator[str]:
    """Find every text in a module that is written like a rule's id: what could be one must be in the table."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and RULE_LIKE.fullmatch(node.value):
            yield node.value


def unknown_rules(source: str) -> set[str]:
    return {word for word in rule_like_words(source) if word not in RULES and word not in OTHER_WORDS}


@pytest.mark.parametrize("path", sorted(CONTENT.rglob("*.py")), ids=lambda path: path.relative_to(CONTENT).as_posix())
def test_every_rule_in_the_code_is_in_the_table(path: Path) -> None:
    assert unknown_rules(path.read_text("utf-8")) == set()


def test_a_rule_that_is_not_in_the_table_is_seen() -> None:
    assert unknown_rules('yield record.problem(("id",), "id-invented", "No. Mend it.")') == {"id-invented"}
    assert unknown_rules('yield record.problem(("id",), "id-duplicate", "No. Mend it.")') == set()


def applied_by_name(source: str) -> Iterator[str]:
    """Find the rules that a module keeps under a name of their own and uses besides listing them."""
    tree = ast.parse(source)
    named = {
        node.targets[0].id: node.value.args[0].value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.targets[0], ast.Name)
        if isinstance(node.value, ast.Call) and node.value.args and isinstance(node.value.args[0], ast.Constant)
    }
    lists = [node for node in tree.body if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "RULES"]
    elsewhere = [node for node in tree.body if node not in lists]
    names = [node for part in elsewhere for node in ast.walk(part) if isinstance(node, ast.Name)]
    used = {node.id for node in names if isinstance(node.ctx, ast.Load)}
    yield from (str(rule) for name, rule in named.items() if name in used)


def test_every_rule_in_the_table_is_in_the_code() -> None:
    code = [path.read_text("utf-8") for path in CONTENT.rglob("*.py")]
    named = [word for source in code for word in (*rule_like_words(source), *applied_by_name(source))]

    # once in the table and at least once where it is applied
    assert {rule for rule in RULES if named.count(rule) < 2} == set()


def test_a_rule_that_is_only_listed_is_seen() -> None:
    assert list(applied_by_name('A = Rule("a-b")\nRULES = (A,)')) == []
    assert list(applied_by_name('A = Rule("a-b")\ndef f():\n    return A.id')) == ["a-b"]


def test_no_rule_is_told_twice() -> None:
    ids = [rule.id for _, rules in GROUPS for rule in rules]

    assert len(ids) == len(set(ids)) > 50
    assert find_rule("key-count") is not None
    assert find_rule("key-counts") is None


def test_each_rule_is_told_in_sentences() -> None:
    for rule in RULES.values():
        assert RULE_LIKE.fullmatch(rule.id)
        assert isinstance(rule.severity, Severity)
        assert rule.severity not in rule.also
        for words in (rule.what, rule.why, rule.remedy):
            assert words[-1] == ".", rule.id
            assert not words[0].islower(), rule.id
            assert "\n" not in words


def test_the_rules_that_the_table_of_flaws_names_exist() -> None:
    text = (CONTENT.parents[1] / "docs" / "checking.md").read_text("utf-8")
    flaws = text[text.index("## Flaws of writing") : text.index("## What only the past")]
    named = set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", flaws))

    assert named - set(RULES) == set()
    assert {rule for rule in RULES if rule.startswith("lint-")} - named == {
        "lint-ignore-unknown",
        "lint-ignore-unneeded",
    }
