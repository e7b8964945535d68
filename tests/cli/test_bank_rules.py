"""``cme bank rules`` and the page made from the same table."""

from pathlib import Path

from click.testing import CliRunner, Result

from cme.cli.bank import bank
from cme.content.rule_table import RULES

PAGE = Path(__file__).resolve().parents[2] / "docs" / "rules.md"


def rules(*arguments: str) -> Result:
    return CliRunner().invoke(bank, ["rules", *arguments])


def test_every_rule_is_listed_in_a_line() -> None:
    result = rules()

    assert result.exit_code == 0
    assert [line.split()[1] for line in result.output.splitlines()] == list(RULES)


def test_one_rule_is_explained() -> None:
    assert rules("too-many").output == (
        "too-many (error or info)\n"
        "What: So much is wrong with a file that the rest is left out.\n"
        "Why: Hundreds of problems usually have one cause, and it stands at the top.\n"
        "What to do: Mend the problems above this line, then check again.\n"
    )


def test_a_misspelt_rule_ends_with_2_and_a_suggestion() -> None:
    result = rules("key-cout")

    assert result.exit_code == 2
    assert 'There is no rule "key-cout". Did you mean "key-count"?' in result.output
    assert "cme bank rules lists them all." in rules("xyzzy").output


def test_the_page_is_printed_from_the_table() -> None:
    wanted = rules("--format", "markdown").output

    assert PAGE.read_text("utf-8") == wanted, "Run: cme bank rules --format markdown > docs/rules.md"
    assert all(f"| `{rule.id}` | " in wanted and f"{rule.remedy} |" in wanted for rule in RULES.values())
