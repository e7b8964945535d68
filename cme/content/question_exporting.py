"""Questions as an author writes them: the inverse of ``question_assembly``."""

from collections.abc import Iterable, Mapping
from fractions import Fraction

from cme.content.rules_types import USED_BY
from cme.content.yaml_writing import NONE, TRUE, Value, Word, filled, truth, write_number
from cme.core.question_types import usual_scoring
from cme.core.questions import IgnoredRule, Option, Prompt, Question, Stimulus, Unit
from cme.core.sources import Evidence


def questions_file(questions: Iterable[Question], told: set[str]) -> Mapping[str, Value]:
    """Return a file of questions, and of what they share as far as it is not in ``told``, to which it is added."""
    asked = tuple(questions)
    shared = {each.stimulus.id: each.stimulus for each in asked if each.stimulus is not None}
    stimuli: list[Value] = [_stimulus(each) for name, each in shared.items() if name not in told]
    told.update(shared)
    return filled(stimuli=stimuli or None, questions=[_question(question) for question in asked])


def ignored(rules: Iterable[IgnoredRule]) -> list[Value] | None:
    """Return the rules set aside, or None where there are none."""
    return [{"rule": one.rule, "reason": one.reason} for one in rules] or None


def _stimulus(stimulus: Stimulus) -> Mapping[str, Value]:
    return filled(
        id=stimulus.id,
        title=stimulus.title,
        text=stimulus.text,
        sequential=TRUE if stimulus.is_sequential else None,
    )


def _question(question: Question) -> Mapping[str, Value]:
    by, _, on = question.reviewed.rpartition(", ")
    is_usual = question.scoring is usual_scoring(question.type)
    return filled(
        id=question.id,
        type=question.type.value,
        scoring=None if is_usual else question.scoring.value,
        stimulus=question.stimulus.id if question.stimulus is not None else None,
        unfolds=question.unfolds,
        objective=question.objective,
        topics=question.topics,
        stem=question.stem,
        read_again=question.read_again,
        verbatim=question.verbatim,
        units=[_unit(unit, is_first=not number) for number, unit in enumerate(question.units)] or None,
        shuffle=truth(question.shuffle) if question.type in USED_BY["shuffle"] else None,
        prompts=[_prompt(prompt) for prompt in question.prompts] or None,
        options=[_option(option) for option in question.options],
        reviewed={"by": by, "on": on} if question.reviewed else NONE,
        difficulty=question.difficulty,
        notes=question.notes,
        lint_ignore=ignored(question.lint_ignore),
    )


def _unit(unit: Unit, *, is_first: bool) -> Mapping[str, Value]:
    return filled(name=unit.name, times=None if is_first else write_number(unit.times))


def _prompt(prompt: Prompt) -> Mapping[str, Value]:
    return filled(
        id=prompt.id,
        text=prompt.text,
        match=prompt.match,
        rationale=prompt.rationale,
        evidence=_evidence(prompt.evidence),
        silent=prompt.silent,
    )


def _option(option: Option) -> Mapping[str, Value]:
    accept = option.accepts[1:] if option.accepts[:1] == (option.text,) else option.accepts  # the text always is
    return filled(
        id=option.id,
        text=option.text,
        accept=accept or None,
        **_numbers(option.least, option.most),
        correct=TRUE if option.is_key else None,
        locked=TRUE if option.is_locked else None,
        weight=None if option.weight is None else write_number(option.weight),
        rationale=option.rationale,
        evidence=_evidence(option.evidence),
        silent=option.silent,
    )


def _numbers(least: Fraction | None, most: Fraction | None) -> Mapping[str, Value]:
    if least is None or most is None:
        return {}
    written: tuple[Word, Word] = (write_number(least), write_number(most))
    return {"value": written[0]} if least == most else {"range": written}


def _evidence(cited: Iterable[Evidence]) -> list[Value] | None:
    written: list[Value] = [filled(passage=one.passage.id, relation=one.relation.value, note=one.note) for one in cited]
    return written or None
