"""Faults in YAML, names and values, each to be planted in the tiny valid bank.

Each is the file, what stands in it, what is put there instead, and the problems that this must give.
"""

FAULTS: dict[str, tuple[str, str, str, list[str]]] = {
    "yaml: indentation": (
        "provider",
        "  id: example\n",
        "  id: example\n   name: x\n",
        ["provider.yaml:4:8 yaml-syntax"],
    ),
    "yaml: duplicate key": (
        "provider",
        "bank: tiny\n",
        "bank: tiny\nbank: tiny\n",
        ["provider.yaml:2:1 yaml-duplicate-key"],
    ),
    "yaml: anchor": (
        "provider",
        "name: Example provider",
        "name: &x Example provider",
        ["provider.yaml:4:9 yaml-anchor"],
    ),
    "yaml: alias": ("provider", "name: Example provider", "name: *x", ["provider.yaml:4:9 yaml-alias"]),
    "yaml: tag": ("provider", "name: Example provider", "name: !!str Example", ["provider.yaml:4:9 yaml-tag"]),
    "yaml: merge key": (
        "provider",
        "  id: example\n",
        "  id: example\n  <<: {a: b}\n",
        ["provider.yaml:4:3 yaml-merge-key"],
    ),
    "yaml: second document": ("provider", "provider:\n", "---\nprovider:\n", ["provider.yaml:2:1 yaml-documents"]),
    "yaml: mapping as key": ("provider", "bank: tiny", "? {a: b}\n: c\nbank: tiny", ["provider.yaml:1:3 yaml-key"]),
    "yaml: depth": (
        "source",
        "title: A case with a finding",
        "title: [[[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]]]",
        [
            "sources/paper.yaml:3:27 yaml-depth",
        ],
    ),
    "yaml: NUL": ("provider", "Example provider", "Example\x00provider", ["provider.yaml:4:16 yaml-character"]),
    "yaml: right-to-left override": (
        "provider",
        "Example provider",
        "Example \u202eprovider",
        ["provider.yaml:4:17 yaml-character"],
    ),
    "yaml: zero-width space": (
        "provider",
        "Example provider",
        "Exam\u200bple provider",
        ["provider.yaml:4:13 yaml-character"],
    ),
    "yaml: escaped control": (
        "provider",
        "Example provider",
        '"Example \\u202E provider"',
        ["provider.yaml:4:9 yaml-character"],
    ),
    "name unknown": (
        "questions",
        "    stem: What",
        "    steam: What",
        ["questions/two.yaml:27:5 key-unknown"],
    ),
    "name far from all": (
        "activity",
        "audience: Physicians",
        "xyzzy: Physicians",
        ["activities/case.yaml:1:1 key-missing", "activities/case.yaml:8:1 key-unknown"],
    ),
    "name unknown deep in": (
        "questions",
        "relation: contrasts, note: Says",
        "relation: contrasts, nota: Says",
        ["questions/two.yaml:14:58 key-unknown"],
    ),
    "name unknown in a file of questions": (
        "questions",
        "questions:\n",
        "version: 2\nquestions:\n",
        ["questions/two.yaml:1:1 key-unknown"],
    ),
    "name missing": ("source", "pages: 3–4\n", "", ["sources/paper.yaml:1:1 key-missing"]),
    "rationale missing": (
        "questions",
        "        rationale: The point stands elsewhere.\n",
        "",
        ["questions/two.yaml:32:9 key-missing"],
    ),
    "text empty": ("questions", "stem: What did the mass measure?", "stem:", ["questions/two.yaml:27:10 text-empty"]),
    "text blank": ("questions", "stem: What did the mass measure?", "stem: …", ["questions/two.yaml:27:11 text-blank"]),
    "text too long": (
        "activity",
        "audience: Physicians",
        f"audience: {'a' * 4001}",
        ["activities/case.yaml:8:11 text-long"],
    ),
    "text is a list": (
        "activity",
        "audience: Physicians",
        "audience: [Physicians]",
        ["activities/case.yaml:8:11 value-shape"],
    ),
    "text is a mapping": (
        "activity",
        "audience: Physicians",
        "audience: {all: Physicians}",
        ["activities/case.yaml:8:11 value-shape"],
    ),
    "list is text": ("activity", "topics: [imaging]", "topics: imaging", ["activities/case.yaml:6:9 value-shape"]),
    "list empty": (
        "activity",
        "bibliography: [A paper]",
        "bibliography: []",
        ["activities/case.yaml:35:15 list-short"],
    ),
    "mapping is text": (
        "activity",
        "dates:\n  released: 2026-11-21\n  reviewed: 2026-11-20\n  expires: null",
        "dates: soon",
        ["activities/case.yaml:28:8 value-shape"],
    ),
    "file of questions is a list": (
        "questions",
        "questions:\n",
        "- a\n- b\n#",
        ["questions/two.yaml:4:5 yaml-syntax"],
    ),
    "id badly formed": (
        "questions",
        "- id: measured",
        "- id: Measured It",
        ["activities/case.yaml:22:26 reference-unknown", "questions/two.yaml:23:9 id-form"],
    ),
    "type unsupported": ("questions", "type: single", "type: essay", ["questions/two.yaml:24:11 value-choice"]),
    "true or false misspelt": (
        "source",
        "peer_reviewed: true",
        "peer_reviewed: yes",
        ["sources/paper.yaml:14:16 boolean-form"],
    ),
    "year impossible": ("source", "year: 2020", "year: 20200", ["sources/paper.yaml:6:7 number-form"]),
    "DOI badly formed": (
        "source",
        "doi: 10.1234/invented.1",
        "doi: https://doi.org/10.1234/invented.1",
        ["sources/paper.yaml:10:6 doi-form"],
    ),
    "PubMed number badly formed": ("source", "pmid: 12345", "pmid: PMID 12345", ["sources/paper.yaml:11:7 pmid-form"]),
    "e-mail address badly formed": (
        "provider",
        "education@example.org",
        "education at example.org",
        ["provider.yaml:5:12 contact-form"],
    ),
    "status unknown": ("source", "status: current", "status: fine", ["sources/paper.yaml:18:9 value-choice"]),
    "relation unknown": (
        "questions",
        "            relation: supports",
        "            relation: proves",
        ["questions/two.yaml:21:23 value-choice"],
    ),
    "date impossible": ("source", "date: 2024-02-29", "date: 2023-02-29", ["sources/paper.yaml:20:11 date-form"]),
    "date in other digits": (
        "activity",
        "reviewed: 2026-11-20",
        "reviewed: 20.11.2026",
        ["activities/case.yaml:30:13 date-form"],
    ),
    "passage without source": (
        "questions",
        "{passage: paper#size, relation: contrasts}",
        "{passage: size, relation: contrasts}",
        ["questions/two.yaml:36:23 reference-form"],
    ),
    "pass mark a fraction": (
        "activity",
        "pass_mark: 66.7%",
        "pass_mark: 0.667",
        ["activities/case.yaml:23:14 pass-mark-form"],
    ),
    "pass mark over all": (
        "activity",
        "pass_mark: 66.7%",
        "pass_mark: 101%",
        ["activities/case.yaml:23:14 pass-mark-range"],
    ),
    "pass mark zero": ("activity", "pass_mark: 66.7%", "pass_mark: 0%", ["activities/case.yaml:23:14 pass-mark-range"]),
    "no attempts": ("activity", "attempts: 2", "attempts: 0", ["activities/case.yaml:24:13 number-form"]),
    "attempts not a number": ("activity", "attempts: 2", "attempts: two", ["activities/case.yaml:24:13 number-form"]),
    "cooldown without unit": ("activity", "cooldown: 24h", "cooldown: 24", ["activities/case.yaml:25:13 hours-form"]),
    "reveal otherwise": (
        "activity",
        "{fail: read-again, pass: everything}",
        "{fail: everything, pass: everything}",
        ["activities/case.yaml:26:18 reveal-unsupported"],
    ),
    "credit": (
        "activity",
        "credit: none",
        "credit: [{system: ama-pra-1, maximum: 0.75}]",
        ["activities/case.yaml:27:9 credit-unsupported"],
    ),
    "reviewer without date": (
        "questions",
        "{by: Bob Example, on: 2026-11-20}",
        "{by: Bob Example}",
        ["questions/two.yaml:47:15 key-missing"],
    ),
    "one option": (
        "questions",
        "      - id: no-it-is-not\n"
        '        text: "False"\n'
        "        correct: true\n"
        "        rationale: The report says so.\n"
        "        evidence:\n"
        "          - passage: paper#course\n"
        "            relation: supports\n",
        "",
        ["questions/two.yaml:10:7 list-short"],
    ),
}
