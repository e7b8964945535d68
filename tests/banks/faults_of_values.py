"""Faults in single values. The mark ‸ stands where each must be told."""

from tests.banks.fault import Fault
from tests.content.tiny import FILES

# in which file, the value as it is, the values that must be refused there, and the rule
_VALUES: tuple[tuple[str, str, tuple[str, ...], str], ...] = (
    (
        "provider",
        "bank: tiny",
        ("Tiny", "tiny bank", "tiny_bank", "-tiny", "tiny-", "ti--ny", "tïny", "t" * 65),
        "id-form",
    ),
    (
        "provider",
        "contact: education@example.org",
        ("example.org", "a@b", "<a@example.org>", "a@example.org, b"),
        "contact-form",
    ),
    ("source", "year: 2020", ("1799", "2201", "20", "MMXX", "2,020", "２０２０", "2020-01", "-2020"), "number-form"),
    ("source", "doi: 10.1234/invented.1", ("10.1234", "doi:10.1234/x", "10.12/x", "10.1234/x y"), "doi-form"),
    ("source", "pmid: 12345", ("0123", "PMC12345", "1234567890", "12 345", "１２"), "pmid-form"),
    ("source", "peer_reviewed: true", ("True", "yes", "on", "1", "maybe", "TRUE"), "boolean-form"),
    ("source", "status: current", ("Current", "withdrawn", "currrent", "retracted?"), "value-choice"),
    ("source", "basis: short-quotation", ("quotation", "fair-use", "open licence"), "value-choice"),
    ("source", "type: journal-article", ("article", "book"), "value-choice"),
    ("source", "- date: 2024-02-29", ("- date: ‸2024-2-29", "- date: ‸2024", "- date: ‸29.02.2024"), "date-form"),
    (
        "activity",
        "released: 2026-11-21",
        ("2026-13-01", "2026-11-31", "26-11-21", "1899-01-01", "2200-01-01"),
        "date-form",
    ),
    ("activity", "expires: null", ("never", "none", "2026/11/21"), "date-form"),
    ("activity", "cooldown: 24h", ("1 day", "24 hours", "-1h", "1.5h", "24H", "10000h"), "hours-form"),
    ("activity", "pass_mark: 66.7%", ("70", "0.7", "70 percent", "percent", "70,5%", "2/3"), "pass-mark-form"),
    ("activity", "pass_mark: 66.7%", ("0.99%", "100.1%", "999%"), "pass-mark-range"),
    ("activity", "attempts: 2", ("101", "2.0", "-1", "two", "unlimited", "2 tries"), "number-form"),
    ("activity", "minutes_to_read: 10", ("0", "601", "10 min"), "number-form"),
    ("activity", "minutes_to_answer: 5", ("00", "5.5"), "number-form"),
    ("activity", "credit: none", ("0.25", "[]", "ama-pra-1", "null"), "credit-unsupported"),
)

_MORE: dict[str, Fault] = {
    "an id given as a number with a sign": Fault("provider", "  id: example", "  id: ‸+1", ["id-form"]),
    "a passage in another source's words": Fault(
        "questions",
        "{passage: paper#size, relation: contrasts}",
        "{passage: ‸paper/size, relation: contrasts}",
        ["reference-form"],
    ),
    "a passage with two marks": Fault(
        "questions",
        "{passage: paper#size, relation: contrasts}",
        "{passage: ‸a#b#c, relation: contrasts}",
        ["reference-form"],
    ),
    "shuffle by another word": Fault(
        "questions", "question 2\n    shuffle: false", "question 2\n    shuffle: ‸no", ["boolean-form"]
    ),
    "correct by another word": Fault(
        "questions", "text: 13.4 cm\n        correct: true", "text: 13.4 cm\n        correct: ‸yes", ["boolean-form"]
    ),
    "a type of question in capitals": Fault("questions", "type: single", "type: ‸Single", ["value-choice"]),
    "a true-false by another name": Fault("questions", "type: true-false", "type: ‸true/false", ["value-choice"]),
    "a relation misspelt": Fault(
        "questions", "            relation: supports", "            relation: ‸suports", ["value-choice"]
    ),
    "a reviewer who is text": Fault("questions", "{by: Bob Example, on: 2026-11-20}", "‸Bob Example", ["value-shape"]),
    "a review on no date": Fault("questions", "on: 2026-11-20}", "on: ‸yesterday}", ["date-form"]),
    "a name that is only spaces": Fault("provider", "name: Example provider", 'name: ‸"  "', ["text-empty"]),
    "a line too long": Fault("source", "design: case report", f"design: ‸{'long ' * 101}", ["text-long"]),
    "a title that is a list": Fault(
        "source", "title: A case with a finding", "title: ‸[A case, with a finding]", ["value-shape"]
    ),
    "a title that is an entry": Fault(
        "activity", "title: A case with a finding, read closely", "title:\n  ‸A case: with a finding", ["value-shape"]
    ),
    "authors that are text": Fault("source", "[Author A, Author B]", "‸Author A", ["value-shape"]),
    "an author without a name": Fault("source", "[Author A, Author B]", '[Author A, ‸""]', ["text-empty"]),
    "an author with a role": Fault("source", "[Author A, Author B]", "[Author A, ‸{name: B}]", ["value-shape"]),
    "no author": Fault("source", "[Author A, Author B]", "‸[]", ["list-short"]),
    "no topic": Fault("activity", "topics: [imaging]", "topics: ‸[]", ["list-short"]),
    "no source": Fault("activity", "sources: [paper]", "sources: ‸[]", ["list-short"]),
    "topics that are nothing": Fault("activity", "topics: [imaging]", "topics:‸", ["value-shape"]),
    "faculty that is text": Fault(
        "activity", "faculty:\n  - name: Bob Example\n    role: Author", "faculty: ‸Bob Example", ["value-shape"]
    ),
    "faculty that is a list of text": Fault(
        "activity", "  - name: Bob Example\n    role: Author", "  - ‸Bob Example", ["value-shape"]
    ),
    "an option that is text": Fault(
        "questions",
        "      - id: both\n        text: A and B\n        rationale: A mass has one size.\n"
        "        silent: The report does not discuss it.",
        "      - ‸A and B",
        ["value-shape"],
    ),
    "evidence that is text": Fault(
        "questions",
        "          - passage: paper#course\n            relation: supports",
        "          - ‸paper#course",
        ["value-shape"],
    ),
    "27 options": Fault(
        "questions",
        "    options:\n      - id: small",
        "    options:\n      ‸"
        + "".join(f"- {{id: o-{n}, text: Size {n}, rationale: No., silent: No.}}\n      " for n in range(24))
        + "- id: small",
        ["list-long"],
    ),
    "reveal by other rules after a pass": Fault(
        "activity", "pass: everything}", "pass: ‸nothing}", ["reveal-unsupported"]
    ),
}


def _one(file: str, old: str, value: str, rule: str) -> Fault:
    name = old.partition(": ")[0]
    return Fault(file, old, value if "‸" in value else f"{name}: ‸{value}", [rule])


FAULTS: dict[str, Fault] = {
    f"{old.partition(':')[0].removeprefix('- ')} {value.replace('‸', '')[:20]} in {FILES[file]}": _one(
        file, old, value, rule
    )
    for file, old, values, rule in _VALUES
    for value in values
} | _MORE
