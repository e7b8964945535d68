"""The table of rules in words: a line each, one in full, and the page docs/rules.md."""

from collections.abc import Iterator

from cme.content.rule_table import GROUPS, RULES, Rule

_HEAD = """\
# The rules of the check

<!-- Written by: cme bank rules --format markdown. Change the tables named in cme/content/rule_table.py. -->

`cme bank check` names the rule in every line it prints, and `cme bank rules RULE` explains one. A rule's name is
permanent. An **error** must be mended before the bank can be published; a **warning** is for you to judge; an **info**
needs nothing.
"""


def one_rule(rule: Rule) -> str:
    """Return everything about one rule, a line for each thing."""
    return f"{rule.id} ({_severity(rule)})\nWhat: {rule.what}\nWhy: {rule.why}\nWhat to do: {rule.remedy}"


def all_rules() -> str:
    """Return a line for each rule: its severity, its id and what is wrong."""
    width = max(map(len, RULES))
    return "\n".join(f"{rule.severity:<7}  {rule.id:<{width}}  {rule.what}" for rule in RULES.values())


def page() -> str:
    """Return docs/rules.md."""
    return "\n".join(_lines())


def _lines() -> Iterator[str]:
    yield _HEAD
    for name, rules in GROUPS:
        yield f"## {name}\n"
        yield "| rule | severity | what is wrong | why it matters | what to do |"
        yield "|---|---|---|---|---|"
        for rule in rules:
            cells = (rule.what, rule.why, rule.remedy)
            texts = " | ".join(cell.replace("|", "\\|") for cell in cells)
            yield f"| `{rule.id}` | {_severity(rule)} | {texts} |"
        yield ""


def _severity(rule: Rule) -> str:
    return " or ".join((rule.severity, *rule.also))
