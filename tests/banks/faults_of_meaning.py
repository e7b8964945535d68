"""Faults in what entries mean together, each to be planted in the tiny valid bank.

Each is the file, what stands in it, what is put there instead, and the problems that this must give.
"""

LONG = " ".join(["word"] * 61)
MUCH = "".join(f"  - {{id: more-{n}, section: S, place: p, quote: {LONG[:249]}}}\n" for n in range(8))
MORE = MUCH + MUCH.replace("more-", "still-more-")

FAULTS: dict[str, tuple[str, str, str, list[str]]] = {
    "id taken by a question": (
        "questions",
        "- id: measured",
        "- id: responded",
        ["activities/case.yaml:22:26 reference-unknown", "questions/two.yaml:23:9 id-duplicate"],
    ),
    "id taken by an option": ("questions", "- id: large", "- id: small", ["questions/two.yaml:37:13 id-duplicate"]),
    "id taken by a passage": (
        "source",
        "- id: size",
        "- id: course",
        [
            "questions/two.yaml:36:23 reference-unknown",
            "questions/two.yaml:42:23 reference-unknown",
            "sources/paper.yaml:29:9 id-duplicate",
        ],
    ),
    "id taken by an objective": (
        "activity",
        "- id: state-size",
        "- id: state-response",
        ["activities/case.yaml:12:9 id-duplicate", "questions/two.yaml:25:16 question-objective"],
    ),
    "true-false with other options": (
        "questions",
        'text: "True"',
        "text: Maybe",
        ["questions/two.yaml:10:7 true-false-options"],
    ),
    "expiry before release": (
        "activity",
        "released: 2026-11-21\n  reviewed: 2026-11-20\n  expires: null",
        "released: 2099-01-02\n  reviewed: 2026-11-20\n  expires: 2099-01-01",
        ["activities/case.yaml:31:12 dates-order"],
    ),
    "review after expiry": (
        "activity",
        "reviewed: 2026-11-20\n  expires: null",
        "reviewed: 2027-01-02\n  expires: 2027-01-01",
        ["activities/case.yaml:30:13 dates-order"],
    ),
    "passage unknown": (
        "questions",
        "{passage: paper#size, relation: contrasts}",
        "{passage: paper#sizes, relation: contrasts}",
        ["questions/two.yaml:36:23 reference-unknown"],
    ),
    "passage of an unknown source": (
        "questions",
        "{passage: paper#size, relation: contrasts}",
        "{passage: xyzzy#plugh, relation: contrasts}",
        ["questions/two.yaml:36:23 reference-unknown"],
    ),
    "source unknown": (
        "activity",
        "sources: [paper]",
        "sources: [paper, papers]",
        ["activities/case.yaml:5:18 reference-unknown"],
    ),
    "question unknown": (
        "activity",
        "[responded, measured]",
        "[responded, measured, measure]",
        ["activities/case.yaml:22:36 reference-unknown"],
    ),
    "question twice": (
        "activity",
        "[responded, measured]",
        "[responded, measured, responded]",
        ["activities/case.yaml:22:36 list-duplicate"],
    ),
    "no key": (
        "questions",
        "        text: 13.4 cm\n        correct: true\n",
        "        text: 13.4 cm\n",
        ["questions/two.yaml:32:7 key-count"],
    ),
    "two keys": (
        "questions",
        "        text: 1.34 cm\n"
        "        rationale: The point stands elsewhere.\n"
        "        evidence:\n"
        "          - {passage: paper#size, relation: contrasts}",
        "        text: 1.34 cm\n"
        "        correct: true\n"
        "        rationale: The point stands elsewhere.\n"
        "        evidence:\n"
        "          - {passage: paper#size, relation: supports}",
        ["questions/two.yaml:40:18 key-count"],
    ),
    "key only mentioned": (
        "questions",
        "{passage: paper#size, relation: supports}",
        "{passage: paper#size, relation: mentions}",
        ["questions/two.yaml:37:9 key-unsupported"],
    ),
    "distractor without evidence": (
        "questions",
        "        silent: The report does not discuss it.\n",
        "",
        ["questions/two.yaml:43:9 evidence-missing"],
    ),
    "evidence and silent": (
        "questions",
        "          - {passage: paper#size, relation: contrasts}\n",
        "          - {passage: paper#size, relation: contrasts}\n        silent: No reason.\n",
        ["questions/two.yaml:37:9 evidence-and-silent"],
    ),
    "same passage twice": (
        "questions",
        "          - {passage: paper#size, relation: contrasts}\n",
        "          - {passage: paper#size, relation: contrasts}\n"
        "          - {passage: paper#size, relation: mentions}\n",
        ["questions/two.yaml:37:23 evidence-duplicate"],
    ),
    "same option twice": ("questions", "text: 1.34 cm", "text: 13.4 CM", ["questions/two.yaml:38:15 option-duplicate"]),
    "combination shuffled": (
        "questions",
        "question 2\n    shuffle: false",
        "question 2\n    shuffle: true",
        ["questions/two.yaml:30:14 shuffle-combination"],
    ),
    "objective untested": (
        "activity",
        "  - id: state-size\n",
        "  - id: read-closely\n    text: Read closely.\n  - id: state-size\n",
        ["activities/case.yaml:12:5 objective-untested"],
    ),
    "question tests another objective": (
        "questions",
        "objective: state-size",
        "objective: state-sizes",
        ["questions/two.yaml:25:16 question-objective"],
    ),
    "source not listed": (
        "activity",
        "sources: [paper]",
        "sources: [other]",
        [
            "activities/case.yaml:5:11 reference-unknown",
            "activities/case.yaml:22:15 source-unlisted",
            "activities/case.yaml:22:26 source-unlisted",
        ],
    ),
    "quotation too long": (
        "source",
        "quote: The mass measured 13.4 cm.",
        f"quote: {LONG}",
        ["sources/paper.yaml:32:12 quotation-long"],
    ),
    "much quoted in all": (
        "source",
        "passages:\n",
        f"passages:\n{MUCH}",
        ["sources/paper.yaml:24:3 warning quotation-total"],
    ),
    "too much quoted in all": (
        "source",
        "passages:\n",
        f"passages:\n{MORE}",
        ["sources/paper.yaml:24:3 quotation-total"],
    ),
}
