"""Faults that show only beside the bank as it was: the tiny bank, compared with its article and exported before."""

from tests.banks.fault import Fault
from tests.banks.faults_of_articles import ARTICLE
from tests.content.tiny import TINY

_QUESTIONS = (TINY / "questions" / "two.yaml").read_text("utf-8")
_MEASURED = _QUESTIONS[_QUESTIONS.index("  - id: measured") :]
_BOTH = (
    "      - id: both\n        text: A and B\n        rationale: A mass has one size.\n"
    "        silent: The report does not discuss it.\n"
)
_ANOTHER = """‸measured
    type: single
    objective: state-size
    topics: [imaging]
    stem: How long after admission had everybody gone home again?
    read_again: Case Summary, paragraph 2
    shuffle: false
    options:
      - id: soon
        text: On the third day
        correct: true
        rationale: The report says so in plain words.
        evidence:
          - {passage: paper#course, relation: supports}
      - id: late
        text: On the ninth day
        rationale: That was somebody else altogether.
        silent: The report does not discuss it.
      - id: never
        text: On the last day of May
        rationale: Nobody was kept for as long as that.
        silent: The report does not discuss it.
    reviewed: none
"""


def _past(file: str, old: str, new: str, *told: str, article: str = "") -> Fault:
    return Fault(file, old, new, told, articles={"paper.txt": article} if article else None, is_compared=True)


FAULTS: dict[str, Fault] = {
    "a bank of another name": _past("provider", "bank: tiny", "bank: ‸tinier", "past-bank"),
    "an option of another id": _past("questions", "- id: large", "- id: ‸larger", "past-renamed"),
    "an option that is gone": _past(
        "questions",
        _BOTH,
        "",
        "questions/two.yaml:31:5 warning past-vanished",
        "questions/two.yaml:32:7 info lint-option-count",
        "questions/two.yaml:45:16 warning lint-ignore-unneeded",
    ),
    "a question of another type": _past(
        "questions",
        "type: true-false",
        "type: ‸single",
        "past-type",
        "questions/two.yaml:6:11 warning lint-unfocused",
        "questions/two.yaml:10:7 warning lint-yes-no",
    ),
    "another question under an old id": _past("questions", _MEASURED.removeprefix("  - id: "), _ANOTHER, "past-reused"),
    "a copy under a new id": Fault(
        "questions/more.yaml",
        "",
        "questions:\n" + _MEASURED.replace("- id: measured", "- id: ‸measured-again"),
        [
            "info question-unused",
            "questions/more.yaml:2:9 warning past-copied",
            "questions/two.yaml:27:11 info lint-question-twice",
        ],
        is_compared=True,
    ),
    "a quotation altered": _past(
        "source",
        "quote: The mass measured 13.4 cm.",
        "quote: ‸The mass measures 13.4 cm.",
        "quote-not-found",
        "sources/paper.yaml:32:12 warning past-quote",
        article=ARTICLE,
    ),
    "a quotation that its article lost": _past(
        "source",
        "case report",
        "case reports",
        "sources/paper.yaml:32:12 quote-drifted",
        article=ARTICLE.replace("13.4", "14.3"),
    ),
}
