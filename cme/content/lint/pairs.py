"""Rules about pairs: what is left over in the end must not be given away."""

from collections.abc import Iterator

from cme.content.lint.view import BankView, Finding, QuestionView, flaw
from cme.content.problems import Severity

LAST = flaw(
    "lint-last-pair",
    Severity.WARNING,
    "Each option belongs to exactly one prompt, and none is left over.",
    "Who knows all pairs but one is given the last, and one slip makes two pairs wrong (NBME item-writing guide).",
    "Add an option that belongs to no prompt, or let one belong to several.",
)
RULES = (LAST,)


def findings(view: QuestionView, bank: BankView) -> Iterator[Finding]:
    """Find pairs of which the last is what is left over."""
    matches = [prompt.match for prompt in view.question.prompts]
    if matches and len(set(matches)) == len(matches) == len(view.options):
        yield Finding(LAST, ("options",), f"Each of the {len(matches)} options belongs to one prompt. {LAST.remedy}")
