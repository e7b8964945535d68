"""Flaws of writing and honesty, each to be planted in the tiny valid bank.

Each is the file, what stands in it, what is put there instead, and the problems that this must give, with how bad they
are. Every rule of writing has further cases in tests/content/lint.
"""

IGNORED = "lint_ignore:\n  - {rule: guessing-likely, reason: An invented bank of two questions.}\n"

FAULTS_OF_WRITING: dict[str, tuple[str, str, str, list[str]]] = {
    "source corrected": (
        "source",
        "status: current",
        "status: corrected",
        [
            "info questions/two.yaml:14:23 evidence-corrected",
            "info questions/two.yaml:36:23 evidence-corrected",
        ],
    ),
    "source doubted": (
        "source",
        "status: current",
        "status: expression-of-concern",
        [
            "warning questions/two.yaml:14:23 evidence-concern",
            "warning questions/two.yaml:36:23 evidence-concern",
        ],
    ),
    "source retracted": (
        "source",
        "status: current",
        "status: retracted",
        [
            "error questions/two.yaml:14:23 evidence-retracted",
            "error questions/two.yaml:36:23 evidence-retracted",
            "error sources/paper.yaml:18:9 source-retracted",
        ],
    ),
    "objective that nobody can see": (
        "activity",
        "text: State the size.",
        "text: Be able to understand the size.",
        ["warning activities/case.yaml:13:11 objective-verb"],
    ),
    "guessing not set aside": (
        "activity",
        IGNORED,
        "",
        ["warning activities/case.yaml:23:14 guessing-likely"],
    ),
    "guessing set aside without a reason": (
        "activity",
        "{rule: guessing-likely, reason: An invented bank of two questions.}",
        "{rule: guessing-likely}",
        ["error activities/case.yaml:37:5 key-missing"],
    ),
    "rule set aside that is misspelt": (
        "activity",
        "{rule: guessing-likely,",
        "{rule: guesing-likely,",
        ["error activities/case.yaml:37:12 lint-ignore-unknown"],
    ),
    "rule of a question set aside in an activity": (
        "activity",
        "{rule: guessing-likely,",
        "{rule: lint-vague,",
        ["error activities/case.yaml:37:12 lint-ignore-unknown"],
    ),
    "rule of form set aside": (
        "questions",
        "{rule: lint-combination-option,",
        "{rule: key-count,",
        [
            "info questions/two.yaml:44:15 lint-combination-option",
            "error questions/two.yaml:49:16 lint-ignore-unknown",
        ],
    ),
    "rule set aside that is not broken": (
        "questions",
        "{rule: lint-combination-option,",
        "{rule: lint-vague,",
        [
            "info questions/two.yaml:44:15 lint-combination-option",
            "warning questions/two.yaml:49:16 lint-ignore-unneeded",
        ],
    ),
    "first option always the key": (
        "activity",
        "pass_mark: 66.7%",
        "pass_mark: 50%",
        ["warning activities/case.yaml:22:14 blind-pass"],
    ),
    "minutes far from the estimate": (
        "source",
        "pages: 3–4\n",
        "pages: 3–4\nwords: 4000\n",
        ["info activities/case.yaml:20:20 minutes-mergener"],
    ),
    "number that no passage has": (
        "questions",
        "rationale: The report says that the patient did not respond.",
        "rationale: The patient did not respond on day 30.",
        ["warning questions/two.yaml:12:20 rationale-number"],
    ),
    "rationale that is only a verdict": (
        "questions",
        "rationale: The report says that the patient did not respond.",
        "rationale: Incorrect!",
        ["error questions/two.yaml:12:20 lint-rationale-verdict"],
    ),
    "rationale of two words": (
        "questions",
        "rationale: A mass has one size.",
        "rationale: One size.",
        ["warning questions/two.yaml:45:20 lint-rationale-short"],
    ),
    "question that leans on another": (
        "questions",
        "stem: The patient responded to inventinib.",
        "stem: The patient of question 2 responded to inventinib.",
        ["error questions/two.yaml:6:11 lint-hinge"],
    ),
    "difficulty misspelt": (
        "questions",
        "    lint_ignore:\n",
        "    difficulty: heavy\n    lint_ignore:\n",
        ["error questions/two.yaml:48:17 value-choice"],
    ),
    "words written out": (
        "source",
        "pages: 3–4\n",
        "pages: 3–4\nwords: many\n",
        ["error sources/paper.yaml:10:8 number-form"],
    ),
}
