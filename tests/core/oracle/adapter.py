"""The questions of the oracle as those of the program."""

from dataclasses import replace

from cme.core.questions import CHOICES, PAIRED, Option, Prompt, Question, QuestionType, Unit
from cme.core.scoring import ScoringRule
from tests.core.oracle.oracle import Answer, Asked
from tests.support.questions import option, question


def as_question(asked: Asked, question_id: str = "asked") -> Question:
    """Return the same question as the program knows it."""
    kind = QuestionType(asked.type)
    prompts = tuple(
        Prompt(id=name, text=f"Prompt {name}", match=match, rationale="Because.", evidence=())
        for name, match in asked.pairs
    )
    return question(
        kind,
        [_option(asked, answer) for answer in asked.answers],
        id=question_id,
        prompts=prompts,
        scoring=ScoringRule(asked.rule),
        units=tuple(Unit(name=name, times=times) for name, times in asked.units),
        shuffle=kind in CHOICES or kind in PAIRED,
    )


def _option(asked: Asked, answer: Answer) -> Option:
    made = option(answer.id, is_key=answer.is_key)
    if asked.rule == "weights":
        made = replace(made, weight=answer.weight)
    if asked.type == "numeric":
        return replace(made, least=answer.least, most=answer.most)
    return replace(made, accepts=answer.spellings) if asked.type == "short-text" else made
