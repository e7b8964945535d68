"""Faults of what each type of question needs. The mark ‸ stands where each must be told."""

from tests.banks.extra_questions import FILE, planted
from tests.banks.fault import Fault

_ITEMS = {"options:\n      - {": "options:\n      ‸- {"}
_SUPPORT = "evidence: [{passage: paper#size, relation: supports}]"
_COUNTS = "evidence: [{passage: paper#course, relation: supports}]"

# what is wrong: the form of the question, the text as it is, as it must be refused, and the rule
_ONE: dict[str, tuple[str, str, str, str]] = {
    "shuffle at a number": ("numeric", "    units:", "    ‸shuffle: true\n    units:", "name-unfit"),
    "shuffle at a short text": ("short-text", "    options:", "    ‸shuffle: false\n    options:", "name-unfit"),
    "shuffle at an order": ("ordering", "    options:", "    ‸shuffle: false\n    options:", "name-unfit"),
    "correct at an order": ("ordering", "It was seen", "It was seen, ‸correct: true", "name-unfit"),
    "correct at a pair": ("matching", "text: 13.4 cm", "text: 13.4 cm, ‸correct: true", "name-unfit"),
    "units of options": ("multiple", "    options:", "    ‸units: [{name: cm}]\n    options:", "name-unfit"),
    "prompts of a short text": ("short-text", "    options:", "    ‸prompts: []\n    options:", "name-unfit"),
    "a number at an option": ("multiple", "It was gone", "It was gone, ‸value: 1", "name-unfit"),
    "a spelling at a number": ("numeric", "13.4 cm,", "13.4 cm, ‸accept: [x],", "name-unfit"),
    "a range at a short text": ("short-text", "not measured", "not measured, ‸range: [1, 2]", "name-unfit"),
    "a tolerance without a value": ("numeric", "range: [1, 2]", "range: [1, 2], ‸tolerance: 1", "name-unfit"),
    "a weight without its rule": ("multiple", "It was gone", "It was gone, ‸weight: 1", "name-unfit"),
    "a lock at an order": ("ordering", "It was seen", "It was seen, ‸locked: true", "name-unfit"),
    "a lock at a number": ("numeric", "13.4 cm,", "13.4 cm, ‸locked: true,", "name-unfit"),
    "a weight at an order": ("ordering", "It was seen", "It was seen, ‸weight: 1", "name-unfit"),
    "unfolding without a case": ("ordering", "    options:", "    ‸unfolds: So it went.\n    options:", "name-unfit"),
    "halves of an order": ("ordering", "    options:", "    scoring: ‸net-correct\n    options:", "scoring-unfit"),
    "parts of several options": ("multiple", "    options:", "    scoring: ‸partial\n    options:", "scoring-unfit"),
    "weights of pairs": ("matching", "    options:", "    scoring: ‸weights\n    options:", "scoring-unfit"),
    "a scoring that is none": ("multiple", "    options:", "    scoring: ‸halves\n    options:", "value-choice"),
    "a match that is no option": ("matching", "match: large", "match: ‸larger", "reference-unknown"),
    "a match that is nothing like": ("matching", "match: large", "match: ‸xyz", "reference-unknown"),
    "a prompt that says the same": ("matching", "text: The day", "text: ‸The mass", "option-duplicate"),
    "a prompt of the same id": ("matching", "id: day", "id: ‸mass", "id-duplicate"),
    "a prompt's passage unknown": (
        "matching",
        f"size in the report., {_SUPPORT}",
        "size in the report., evidence: [{passage: ‸paper#sizes, relation: supports}]",
        "reference-unknown",
    ),
    "a pair without evidence": (
        "matching",
        f"{{id: day, text: The day, match: third, rationale: The report counts to three., {_COUNTS}}}",
        "‸{id: day, text: The day, match: third, rationale: The report counts to three.}",
        "key-unsupported",
    ),
    "a pair with evidence and none": (
        "matching",
        _COUNTS,
        f"‸silent: It is told elsewhere., {_COUNTS}",
        "evidence-and-silent",
    ),
    "a pair with a passage twice": (
        "matching",
        _COUNTS,
        "evidence: [{passage: paper#size, relation: supports}, {passage: ‸paper#size, relation: mentions}]",
        "evidence-duplicate",
    ),
    "an option of no prompt unexplained": (
        "matching",
        "{id: spare, text: A rash, rationale: The report tells of none.",
        "‸{id: spare, text: A rash",
        "key-missing",
    ),
    "an item unexplained": (
        "ordering",
        "{id: first, text: It was seen, rationale: Nothing can come before this.",
        "‸{id: first, text: It was seen",
        "key-missing",
    ),
    "no number": (
        "numeric",
        "{id: shifted, text: 1.34 cm, range: [1, 2]",
        "‸{id: shifted, text: 1.34 cm",
        "answer-number",
    ),
    "a value and a range": (
        "numeric",
        "{id: shifted, text: 1.34 cm, range",
        "‸{id: shifted, text: 1.34 cm, value: 1, range",
        "answer-number",
    ),
    "a range backwards": ("numeric", "range: [1, 2]", "range: ‸[2, 1]", "answer-empty"),
    "a range of one end": ("numeric", "range: [1, 2]", "range: ‸[2]", "list-short"),
    "a tolerance below zero": ("numeric", "tolerance: 0.1", "tolerance: ‸-0.1", "answer-empty"),
    "a number that cannot be typed": ("numeric", "range: [1, 2]", "value: ‸1/3", "answer-untypable"),
    "numbers of two answers": ("numeric", "range: [1, 2]", "range: ‸[1, 13.3]", "answer-overlap"),
    "a number of two answers": ("numeric", "range: [1, 2]", "value: ‸13.45", "answer-overlap"),
    "a number in words": ("numeric", "value: 13.4", "value: ‸thirteen", "number-form"),
    "a number with a comma": ("numeric", "value: 13.4", 'value: ‸"13,4"', "number-form"),
    "a fraction of nothing": ("numeric", "value: 13.4", "value: ‸1/0", "number-form"),
    "a unit twice": ("numeric", "{name: mm,", "{name: ‸cm,", "unit-unclear"),
    "a unit of unknown size": ("numeric", "{name: mm, times: 1/10}", "‸{name: mm}", "unit-unclear"),
    "a unit of no size": ("numeric", "times: 1/10", "times: ‸0", "unit-unclear"),
    "a first unit that is not the first": ("numeric", "{name: cm}", "{name: cm, times: ‸10}", "unit-unclear"),
    "a spelling of two answers": ("short-text", "text: not measured", "text: ‸It was MEASURED.", "answer-overlap"),
    "a spelling of two answers besides": (
        "short-text",
        "text: not measured",
        "text: not measured, accept: [‸Measured]",
        "answer-overlap",
    ),
    "a spelling of dots": ("short-text", "[it was measured]", '[it was measured, ‸"..."]', "answer-untypable"),
    "a spelling too long to type": ("short-text", "[it was measured]", f"[‸{'long ' * 41}]", "answer-untypable"),
}


FAULTS: dict[str, Fault] = {
    **{name: planted(form, {old: new}, rule) for name, (form, old, new, rule) in _ONE.items()},
    "several options and no key": planted(
        "multiple",
        {
            "It was measured, correct: true": "It was measured",
            "It was seen, correct: true": "It was seen",
            **_ITEMS,
        },
        "key-count",
    ),
    "several options and all of them keys": planted(
        "multiple",
        {"It was gone": "It was gone, correct: true", "relation: contrasts": "relation: supports", **_ITEMS},
        "distractor-missing",
    ),
    "a short text without a key": planted("short-text", {"correct: true, ": "", **_ITEMS}, "key-count"),
    "a number without a key": planted("numeric", {"correct: true, ": "", **_ITEMS}, "key-count"),
    "a second key without a passage": planted(
        "multiple",
        {
            "{id: seen": "‸{id: seen",
            f"What is measured was seen before., {_SUPPORT}": "What is measured was seen., silent: Not told.",
        },
        "key-unsupported",
    ),
    "a pair of which no passage tells": planted(
        "matching",
        {
            f"It is the size in the report., {_SUPPORT}": "It is the size in the report., silent: Not told.",
            "      - {id: mass": "      - ‸{id: mass",
        },
        "key-unsupported",
    ),
    "an order of which a passage tells one place": planted(
        "ordering",
        {f"It has a size in the report., {_SUPPORT}": "It has a size in the report., silent: Not told.", **_ITEMS},
        "key-unsupported",
    ),
    "an order of which no passage tells": planted(
        "ordering",
        {
            f"It has a size in the report., {_SUPPORT}": "It has a size in the report., silent: Not told.",
            f"The report tells of its size., {_SUPPORT}": "The report tells of its size., silent: Not told.",
            **_ITEMS,
        },
        "key-unsupported",
    ),
    "an order of two": planted(
        "ordering",
        {
            f"      - {{id: third, text: It was told, rationale: The report tells of its size., {_SUPPORT}}}\n": "",
            **_ITEMS,
        },
        "list-short",
    ),
    "one prompt": planted(
        "matching",
        {
            "      - {id: day, text: The day, match: third, rationale: The report counts to three., "
            f"{_COUNTS}}}\n": "",
            "{id: third, text: Day 3}": "{id: third, text: Day 3, rationale: The mass is no day., silent: Not told.}",
            "prompts:\n      - {": "prompts:\n      ‸- {",
        },
        "list-short",
    ),
    "shuffle left out": planted("multiple", {"    shuffle: true\n": ""}, f"{FILE}:2:5 key-missing"),
    "prompts left out": planted(
        "multiple",
        {"type: multiple": "type: matching", "It was measured, correct: true": "It was measured"}
        | {"It was seen, correct: true": "It was seen"},
        f"{FILE}:2:5 key-missing",
    ),
    "a best answer worth more than 1": planted("weighted", {"weight: 0.5": "weight: 0.6", **_ITEMS}, "weights-sum"),
    "a best option worth less than 1": planted("graded", {"weight: 1,": "weight: 0.9,", **_ITEMS}, "weights-sum"),
    "a key worth nothing": planted(
        "weighted",
        {
            "weight: 1/2, rationale: It has": "weight: 1, rationale: It has",
            "weight: 0.5, ": "",
            "{id: seen": "‸{id: seen",
        },
        "weight-of-key",
    ),
    "a wrong one of several worth something": planted(
        "weighted",
        {
            "weight: 0.5": "weight: 1/4",
            "{id: gone, text: It was gone, weight: -1/2": "‸{id: gone, text: It was gone, weight: 1/4",
        },
        "weight-of-key",
    ),
    "a wrong option worth all": planted(
        "graded", {"{id: seen": "‸{id: seen", "weight: 1/3": "weight: 1"}, "weight-of-key"
    ),
}
