"""Rules about questions whose evidence comes from a source that no longer stands as it was printed."""

from collections.abc import Iterator

from cme.content.draft import Draft, QuestionRecord
from cme.content.problems import Problem, Severity
from cme.content.rule import Rule
from cme.content.schema import evidence_of

CORRECTED = Rule(
    "evidence-corrected",
    Severity.INFO,
    "A question quotes a source that was corrected.",
    "The correction may concern the passage.",
    "Read the correction, and mend the passage or the key where it does.",
)
CONCERN = Rule(
    "evidence-concern",
    Severity.WARNING,
    "A question quotes a source with an expression of concern.",
    "The journal doubts what the question rests on.",
    "Say so in since_publication:, or rest the question on another source.",
)
RETRACTED = Rule(
    "evidence-retracted",
    Severity.ERROR,
    "A question quotes a source that was retracted.",
    "Learners would be taught what its journal withdrew.",
    "Rest the question on another source, or take it out.",
)
RULES = (CORRECTED, CONCERN, RETRACTED)
_BY_STATUS = {
    "corrected": (CORRECTED, "was corrected"),
    "expression-of-concern": (CONCERN, "stands under an expression of concern"),
    "retracted": (RETRACTED, "was retracted"),
}


def standing_problems(draft: Draft) -> Iterator[Problem]:
    """Mark every question that depends on a source that was corrected, doubted or retracted."""
    doubted = {
        record.id: _BY_STATUS[record.value.status]
        for record in draft.sources
        if record.value is not None and record.value.status in _BY_STATUS
    }
    if doubted:
        for question in draft.questions:
            yield from _of_question(question, doubted)


def _of_question(record: QuestionRecord, doubted: dict[str, tuple[Rule, str]]) -> Iterator[Problem]:
    told: set[str] = set()
    for location, evidence in evidence_of(record.value) if record.value is not None else ():
        source = evidence.passage.partition("#")[0]
        if source in doubted and source not in told:
            told.add(source)
            rule, what = doubted[source]
            message = f'The question rests on "{source}", which {what}. {rule.remedy}'
            yield record.problem((*location, "passage"), rule.id, message, severity=rule.severity)
