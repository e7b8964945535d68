"""Lay an answered question open: what was made of its options, pairs or items, and how its mark comes about."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from cme.core.arithmetic import arithmetic, number, worths
from cme.core.corrections import earning
from cme.core.question_scoring import reader_of, scoring_of
from cme.core.questions import CHOICES, PAIRED, TYPED, OpenQuestion, Option, Question, QuestionType
from cme.core.read_back import accepted, how_read
from cme.core.reading import NOTHING
from cme.core.responses import full_answer, in_words
from cme.core.review import (
    Amendment,
    Numbering,
    Peers,
    ReviewedItem,
    ReviewedOption,
    ReviewedPair,
    ReviewedQuestion,
    review_options,
)
from cme.core.scoring import Scoring


@dataclass(frozen=True, kw_only=True)
class _Answered:
    """A response to be laid open. ``parts`` is how it was read, ``worths`` what each part counted."""

    question: Question
    amendment: Amendment | None
    parts: tuple[str, ...]
    worths: Mapping[str, str]
    numbering: Numbering

    def worth(self, part: str) -> str:
        return self.worths.get(part, "")

    @property
    def newest(self) -> Question:
        return self.question if self.amendment is None else self.amendment.question


def lay_open(
    question: Question,
    chosen: tuple[str, ...],
    numbering: Numbering,
    *,
    position: int,
    objective: int,
    mark: Fraction,
    amendment: Amendment | None = None,
    peers: Peers | None = None,
) -> ReviewedQuestion:
    """Return a question with the response to it explained; its options are in the order to show."""
    corrections = amendment.corrections if amendment is not None else ()
    counted = earning(scoring_of(question), question.offered, chosen, corrections)
    answered = _Answered(
        question=question,
        amendment=amendment,
        parts=_parts(question, amendment, chosen),
        worths=worths(counted, chosen) if counted is not None else {},
        numbering=numbering,
    )
    pairs = tuple(_pairs(answered)) if question.type in PAIRED else ()
    items = tuple(_items(answered)) if question.type is QuestionType.ORDERING else ()
    return ReviewedQuestion(
        position=position,
        question=question,
        options=() if items else tuple(_options(answered)),
        mark=mark,
        objective=objective,
        amendment=amendment,
        pairs=pairs,
        items=items,
        given=in_words(question.opened(), chosen),
        reading=how_read(question, chosen),
        arithmetic=_arithmetic(counted, chosen, mark),
        peers=peers,
    )


def as_shown(question: Question, shown: OpenQuestion) -> Question:
    """Return a question with its options in the order shown. Answers to type have none, and an order is the key."""
    if question.type not in CHOICES | PAIRED:
        return question
    by_id = {option.id: option for option in question.options}
    return replace(question, options=tuple(by_id[option.id] for option in shown.options))


def _arithmetic(counted: Scoring | None, chosen: tuple[str, ...], mark: Fraction) -> str:
    if counted is None:
        return "full credit for everybody: 1 of 1"
    return arithmetic(counted, chosen) if counted.mark(chosen) == mark else f"{number(mark)} of 1"


def key_parts(question: Question) -> frozenset[str]:
    """Return the parts that are the key: ids of options, pairs "prompt option", or places "2 item"."""
    is_by_id = question.type in CHOICES or question.type in TYPED
    return question.keys if is_by_id else frozenset(full_answer(question))


def _parts(question: Question, amendment: Amendment | None, chosen: tuple[str, ...]) -> tuple[str, ...]:
    """Return how a response is read: by the newest explanation, else as an answer that only the question foresaw."""
    asked = tuple(reader_of(question).read(chosen))
    if amendment is None:
        return asked
    newest = tuple(reader_of(amendment.question).read(chosen))
    known = {option.id for option in amendment.question.options}
    return asked if newest == (NOTHING,) and not known & set(asked) else newest


def _options(answered: _Answered) -> Iterator[ReviewedOption]:
    """Yield the options, the answers foreseen, or of pairs the options that belong to no prompt."""
    question, amendment = answered.question, answered.amendment
    if question.type in PAIRED:
        found = review_options(_without_prompt(answered), _chosen_options(answered), answered.numbering)
    elif amendment is None:
        found = review_options(question, answered.parts, answered.numbering)
    else:
        found = _amended_options(answered, amendment)
    for each in found:
        yield replace(each, worth=answered.worth(each.option.id), accepted=accepted(question, each.option))


def _chosen_options(answered: _Answered) -> tuple[str, ...]:
    return tuple(part.split(" ", 1)[1] for part in answered.parts)


def _without_prompt(answered: _Answered) -> Question:
    """Return the question with those options alone that no prompt is matched with; they have their own rationale."""
    newest = answered.newest
    known = {option.id: option for option in newest.options}
    used = {prompt.match for prompt in newest.prompts}
    left = [option for option in answered.question.options if option.id not in used]
    return replace(answered.question, options=tuple(_explained(option, known) for option in left))


def _explained(option: Option, newer: Mapping[str, Option]) -> Option:
    """Return an option in the words it was shown with, and explained as it is now."""
    return replace(newer[option.id], text=option.text) if option.id in newer else option


def _amended_options(answered: _Answered, amendment: Amendment) -> Iterator[ReviewedOption]:
    """Yield the options as shown, explained as the correction explains them; last the new keys that were not shown.

    An option keeps the words it was shown with; one that the new revision lacks keeps its old explanation too.
    Answers to type were shown to nobody, so all that are foreseen now are told, and of none that it was not shown.
    """
    question = answered.question
    newer = {option.id: option for option in amendment.question.options}
    shown = {option.id for option in question.options}
    is_typed = question.type in TYPED
    fresh = (option for option in amendment.question.options if option.id not in shown)
    added = tuple(option for option in fresh if option.is_key or is_typed)
    merged = tuple(_explained(replace(option, is_key=False), newer) for option in question.options)
    for each in review_options(replace(question, options=merged + added), answered.parts, answered.numbering):
        yield replace(
            each,
            is_key_now=each.option.is_key,
            key_until=amendment.key_until.get(each.option.id),
            is_offered=is_typed or each.option.id in shown,
            is_amended=each.option.id in newer,
        )


def _pairs(answered: _Answered) -> Iterator[ReviewedPair]:
    """Yield each prompt with its own option and the right one, explained by the correction where there is one."""
    amendment = answered.amendment
    texts = {option.id: option.text for option in (*answered.newest.options, *answered.question.options)}
    newer = {each.id: each for each in amendment.question.prompts} if amendment is not None else {}
    chosen = dict(part.split(" ", 1) for part in answered.parts)
    for old in answered.question.prompts:
        prompt = replace(newer[old.id], text=old.text) if old.id in newer else old
        own = chosen.get(prompt.id, "")
        until = amendment.key_until.get(f"{old.id} {old.match}") if amendment is not None else None
        yield ReviewedPair(
            prompt=prompt,
            chosen=texts.get(own, ""),
            chosen_id=own,
            right=texts[prompt.match],
            notes=answered.numbering.notes(prompt.evidence),
            worth=answered.worth(f"{prompt.id} {own}"),
            was=texts[old.match] if until is not None else "",
            until=until,
            is_amended=prompt.id in newer,
        )


def _items(answered: _Answered) -> Iterator[ReviewedItem]:
    """Yield the items in their right order, each with the place it was given."""
    amendment = answered.amendment
    given = {item: int(place) for place, item in (part.split(" ", 1) for part in answered.parts)}
    before = {option.id: (place, option) for place, option in enumerate(answered.question.options, start=1)}
    for place, option in enumerate(answered.newest.options, start=1):
        was, old = before.get(option.id, (0, option))
        until = amendment.key_until.get(f"{was} {option.id}") if amendment is not None else None
        yield ReviewedItem(
            place=place,
            option=replace(option, text=old.text),
            given=given.get(option.id, 0),
            notes=answered.numbering.notes(option.evidence),
            worth=answered.worth(f"{given.get(option.id, 0)} {option.id}"),
            was=was if until is not None else 0,
            until=until,
            is_amended=amendment is not None,
        )
