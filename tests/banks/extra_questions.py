"""A good question of each type beside the tiny bank's two, in which a fault can be planted."""

from collections.abc import Mapping
from textwrap import indent

from tests.banks.fault import Fault

FILE = "questions/more.yaml"
_CITES = "evidence: [{passage: paper#size, relation: supports}]"
_COUNTS = "evidence: [{passage: paper#course, relation: supports}]"
_FALLS = "evidence: [{passage: paper#size, relation: contrasts}]"
_HEAD = """\
questions:
  - id: ‸extra
    type: {type}
    objective: state-size
    topics: [imaging]
    stem: What does the report say of the mass that was seen?
    read_again: Case Summary, paragraph 2
    reviewed: none
"""
_FORMS = {
    "multiple": f"""\
shuffle: true
options:
  - {{id: measured, text: It was measured, correct: true, rationale: It has a size in the report., {_CITES}}}
  - {{id: seen, text: It was seen, correct: true, rationale: What is measured was seen before., {_CITES}}}
  - {{id: gone, text: It was gone, rationale: What is gone cannot be measured., {_FALLS}}}
""",
    "weighted": f"""\
scoring: weights
shuffle: true
options:
  - {{id: measured, text: It was measured, correct: true, weight: 1/2, rationale: It has a size in it., {_CITES}}}
  - {{id: seen, text: It was seen, correct: true, weight: 0.5, rationale: What is measured was seen before., {_CITES}}}
  - {{id: gone, text: It was gone, weight: -1/2, rationale: What is gone cannot be measured., {_FALLS}}}
""",
    "graded": f"""\
scoring: weights
shuffle: true
options:
  - {{id: measured, text: It was measured, correct: true, weight: 1, rationale: It has a size in the report., {_CITES}}}
  - {{id: seen, text: It was seen, weight: 1/3, rationale: It was also measured., {_FALLS}}}
  - {{id: gone, text: It was gone, rationale: What is gone cannot be measured., {_FALLS}}}
""",
    "numeric": f"""\
units: [{{name: cm}}, {{name: mm, times: 1/10}}]
options:
  - {{id: right, text: 13.4 cm, value: 13.4, tolerance: 0.1, correct: true, rationale: The report says so., {_CITES}}}
  - {{id: shifted, text: 1.34 cm, range: [1, 2], rationale: The point stands elsewhere., {_FALLS}}}
""",
    "short-text": f"""\
options:
  - {{id: right, text: measured, accept: [it was measured], correct: true, rationale: The report says so., {_CITES}}}
  - {{id: wrong, text: not measured, rationale: The report has its size., {_FALLS}}}
""",
    "matching": f"""\
shuffle: true
prompts:
  - {{id: mass, text: The mass, match: large, rationale: It is the size in the report., {_CITES}}}
  - {{id: day, text: The day, match: third, rationale: The report counts to three., {_COUNTS}}}
options:
  - {{id: large, text: 13.4 cm}}
  - {{id: third, text: Day 3}}
  - {{id: spare, text: A rash, rationale: The report tells of none., {_FALLS}}}
""",
    "ordering": f"""\
options:
  - {{id: first, text: It was seen, rationale: Nothing can come before this., silent: The report leaves it open.}}
  - {{id: second, text: It was measured, rationale: It has a size in the report., {_CITES}}}
  - {{id: third, text: It was told, rationale: The report tells of its size., {_CITES}}}
""",
}
_TYPES = {"weighted": "multiple", "graded": "single"}


def written(form: str) -> str:
    """Return a file with the good question of a form, which is a type or a way to mark one."""
    return _HEAD.replace("{type}", _TYPES.get(form, form)) + indent(_FORMS[form], "    ")


def planted(form: str, changes: Mapping[str, str], *told: str) -> Fault:
    """Return the fault of a question in which each text has another in its place; each is told at its mark."""
    text = written(form)
    for old, new in changes.items():
        assert text.count(old) == 1, f"{old!r} stands {text.count(old)} times in the question of form {form}"
        text = text.replace(old, new)
    return Fault(FILE, "", text, ["info question-unused", *told])
