"""Every rule of the check, gathered from the modules that apply them.

``cme bank rules`` and ``docs/rules.md`` are printed from this table. A rule's id is permanent: educators and
their tools name it. A module that brings rules has a tuple ``RULES`` and one line here.
"""

from cme.content import (
    against,
    formatting,
    lookalikes,
    passages,
    rules_activities,
    rules_answers,
    rules_cases,
    rules_dates,
    rules_form,
    rules_honesty,
    rules_objectives,
    rules_posttests,
    rules_questions,
    rules_references,
    rules_shared,
    rules_sources,
    rules_standing,
    rules_types,
    rules_uploads,
    rules_yaml,
)
from cme.content.lint import linting
from cme.content.rule import Rule

__all__ = ["GROUPS", "RULES", "Rule", "find_rule"]

GROUPS: tuple[tuple[str, tuple[Rule, ...]], ...] = (
    ("Files", rules_yaml.FILES),
    ("YAML", rules_yaml.RULES),
    ("Names and values", rules_form.RULES),
    ("Ids and references", rules_references.RULES),
    ("Sources", (*rules_sources.RULES, *rules_standing.RULES)),
    ("Quotations compared with the article", passages.RULES),
    ("Questions", (*rules_questions.RULES, *lookalikes.RULES)),
    ("Types of questions", (*rules_types.RULES, *rules_answers.RULES)),
    ("What questions share", rules_cases.RULES),
    ("Activities", (*rules_activities.RULES, *rules_objectives.RULES)),
    ("Posttests", (*rules_posttests.RULES, *rules_shared.RULES)),
    ("Dates", rules_dates.RULES),
    ("What a posttest is worth", rules_honesty.RULES),
    *linting.GROUPS,
    ("Formatting", formatting.RULES),
    ("Compared with the past", against.RULES),
    ("Uploads", rules_uploads.RULES),
)
RULES: dict[str, Rule] = {rule.id: rule for _, rules in GROUPS for rule in rules}


def find_rule(rule_id: str) -> Rule | None:
    """Return the rule with this id, or None where there is none."""
    return RULES.get(rule_id)
