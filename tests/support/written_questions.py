"""Any question that an author could have written, of every type: the part of ``written_banks`` that is about them."""

from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

from cme.core.question_types import SCORING_RULES
from cme.core.questions import CHOICES, PAIRED, TYPED, Option, Prompt, Question, QuestionType, Stimulus, Unit
from cme.core.scoring import ScoringRule
from cme.core.sources import Evidence, Passage, Relation

if TYPE_CHECKING:
    from tests.support.written_banks import Drawing


def draw_stimulus(drawing: "Drawing", stimulus_id: str) -> Stimulus:
    return Stimulus(
        id=stimulus_id, title=drawing.line(), text=drawing.text(), is_sequential=drawing.random.random() < 0.5
    )


def draw_question(
    drawing: "Drawing", question_id: str, known: Sequence[Passage], stimuli: Sequence[Stimulus]
) -> Question:
    """Draw a question with whatever its type may have."""
    kind = drawing.random.choice(list(QuestionType))
    scoring = drawing.random.choice(SCORING_RULES[kind])
    ids = list({*drawing.ids(1, 3), "a", "b", "c"})
    prompts = tuple(_prompt(drawing, one, ids, known) for one in ("p", "q")) if kind in PAIRED else ()
    is_shuffled = kind in CHOICES | PAIRED and drawing.random.random() < 0.5
    options = tuple(_option(drawing, one, kind, scoring, known) for one in ids)
    return Question(
        id=question_id,
        type=kind,
        stem=drawing.text(),
        options=tuple(replace(one, is_locked=is_shuffled and drawing.random.random() < 0.3) for one in options),
        shuffle=is_shuffled,
        objective=drawing.ids(1, 1)[0],
        topics=drawing.lines(),
        read_again=drawing.text(),
        verbatim=drawing.some(drawing.line()),
        reviewed=drawing.some(f"{drawing.line()}, {drawing.day()}"),
        difficulty=drawing.random.choice(("", "easy", "hard")),
        notes=drawing.some(drawing.text()),
        lint_ignore=drawing.ignored(),
        prompts=prompts,
        scoring=scoring,
        units=_units(drawing) if kind is QuestionType.NUMERIC else (),
        stimulus=drawing.random.choice([None, *stimuli]),
        unfolds=drawing.some(drawing.text()),
    )


def draw_number(drawing: "Drawing") -> Fraction:
    """Draw a number that ends as a decimal, or one that does not."""
    return Fraction(drawing.random.randint(-9999, 9999), drawing.random.choice((1, 1, 10, 1000, 3, 7)))


def _evidence(drawing: "Drawing", known: Sequence[Passage]) -> tuple[Evidence, ...]:
    cited = drawing.random.sample(known, drawing.random.randint(0, min(2, len(known))))
    relations = list(Relation)
    return tuple(
        Evidence(passage=one, relation=drawing.random.choice(relations), note=drawing.some(drawing.line()))
        for one in cited
    )


def _prompt(drawing: "Drawing", prompt_id: str, options: Sequence[str], known: Sequence[Passage]) -> Prompt:
    return Prompt(
        id=prompt_id,
        text=drawing.text(),
        match=drawing.random.choice(options),
        rationale=drawing.text(),
        evidence=_evidence(drawing, known),
        silent=drawing.some(drawing.line()),
    )


def _option(
    drawing: "Drawing", option_id: str, kind: QuestionType, scoring: ScoringRule, known: Sequence[Passage]
) -> Option:
    drawn = Option(
        id=option_id,
        text=drawing.line(),
        is_key=kind in CHOICES | TYPED and drawing.random.random() < 0.5,
        rationale=drawing.text(),
        evidence=_evidence(drawing, known),
        silent=drawing.some(drawing.line()),
    )
    changes: dict[str, Any] = {}
    if scoring is ScoringRule.WEIGHTS:
        changes["weight"] = drawing.random.choice((None, draw_number(drawing)))
    if kind is QuestionType.SHORT_TEXT:
        changes["accepts"] = tuple(dict.fromkeys((drawn.text, *drawing.random.choice(((), drawing.lines())))))
    if kind is QuestionType.NUMERIC:
        ends = sorted((draw_number(drawing), draw_number(drawing)))
        changes |= {"least": ends[0], "most": drawing.random.choice(ends)}
    return replace(drawn, **changes)


def _units(drawing: "Drawing") -> tuple[Unit, ...]:
    others = [Unit(name=drawing.word(), times=draw_number(drawing)) for _ in range(drawing.random.randint(0, 2))]
    return drawing.random.choice(((), (Unit(name=drawing.word()), *others)))
