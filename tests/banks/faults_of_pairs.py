"""Flaws of pairs, and prompts that cannot be told apart. The mark ‸ stands where each must be told."""

from tests.banks.extra_questions import planted
from tests.banks.fault import Fault

_FALLS = "evidence: [{passage: paper#size, relation: contrasts}]"

FAULTS: dict[str, Fault] = {
    "a last pair that is given away": planted(
        "matching",
        {
            f"      - {{id: spare, text: A rash, rationale: The report tells of none., {_FALLS}}}\n": "",
            "options:\n      - {": "options:\n      ‸- {",
        },
        "warning lint-last-pair",
    ),
    "a prompt in other characters": planted(
        "matching", {"text: The day": "text: ‸The m\N{CYRILLIC SMALL LETTER A}ss"}, "option-lookalike"
    ),
    "a prompt with a brand": planted("matching", {"text: The day": "text: ‸The day of Tylenol"}, "warning lint-brand"),
    "a prompt's rationale that is a verdict": planted(
        "matching", {"rationale: The report counts to three.": "rationale: ‸Correct."}, "lint-rationale-verdict"
    ),
}
