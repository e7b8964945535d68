"""From entries of questions that passed every check to the questions of ``cme.core``."""

from collections.abc import Iterable, Mapping

from cme.content.rules_answers import ends_of, spellings_of
from cme.content.schema import (
    EvidenceEntry,
    IgnoredRuleEntry,
    OptionEntry,
    PromptEntry,
    QuestionEntry,
    StimulusEntry,
    UnitEntry,
)
from cme.core.question_types import usual_scoring
from cme.core.questions import IgnoredRule, Option, Prompt, Question, QuestionType, Stimulus, Unit
from cme.core.scoring import ScoringRule
from cme.core.sources import Evidence, Passage, Relation


def question_of(
    entry: QuestionEntry, passages: Mapping[str, Passage], stimuli: Mapping[str, StimulusEntry] | None = None
) -> Question:
    """Return a question; its passages, and what it shares with others, are looked up by their ids."""
    kind = QuestionType(entry.type)
    stimulus = (stimuli or {}).get(entry.stimulus)
    return Question(
        id=entry.id,
        type=kind,
        stem=entry.stem,
        options=tuple(_option(option, kind, passages) for option in entry.options),
        shuffle=bool(entry.shuffle),
        objective=entry.objective,
        topics=tuple(entry.topics),
        read_again=entry.read_again,
        verbatim=entry.verbatim,
        reviewed="" if entry.reviewed is None else f"{entry.reviewed.by}, {entry.reviewed.on.isoformat()}",
        difficulty=entry.difficulty,
        notes=entry.notes,
        lint_ignore=ignored(entry.lint_ignore),
        prompts=tuple(_prompt(prompt, passages) for prompt in entry.prompts),
        scoring=ScoringRule(entry.scoring) if entry.scoring else usual_scoring(kind),
        units=tuple(_unit(unit) for unit in entry.units),
        stimulus=stimulus_of(stimulus) if stimulus is not None else None,
        unfolds=entry.unfolds,
    )


def stimulus_of(entry: StimulusEntry) -> Stimulus:
    return Stimulus(id=entry.id, title=entry.title, text=entry.text, is_sequential=entry.sequential)


def ignored(entries: Iterable[IgnoredRuleEntry]) -> tuple[IgnoredRule, ...]:
    return tuple(IgnoredRule(rule=entry.rule, reason=entry.reason) for entry in entries)


def _option(entry: OptionEntry, kind: QuestionType, passages: Mapping[str, Passage]) -> Option:
    least, most = ends_of(entry) or (None, None)
    return Option(
        id=entry.id,
        text=entry.text,
        is_key=entry.correct,
        rationale=entry.rationale,
        evidence=_evidence(entry.evidence, passages),
        silent=entry.silent,
        is_locked=entry.locked,
        weight=entry.weight,
        accepts=spellings_of(entry) if kind is QuestionType.SHORT_TEXT else (),
        least=least,
        most=most,
    )


def _prompt(entry: PromptEntry, passages: Mapping[str, Passage]) -> Prompt:
    return Prompt(
        id=entry.id,
        text=entry.text,
        match=entry.match,
        rationale=entry.rationale,
        evidence=_evidence(entry.evidence, passages),
        silent=entry.silent,
    )


def _evidence(entries: Iterable[EvidenceEntry], passages: Mapping[str, Passage]) -> tuple[Evidence, ...]:
    return tuple(
        Evidence(passage=passages[item.passage], relation=Relation(item.relation), note=item.note) for item in entries
    )


def _unit(entry: UnitEntry) -> Unit:
    return Unit(name=entry.name) if entry.times is None else Unit(name=entry.name, times=entry.times)
