"""The mapping by which each type of question is marked."""

from fractions import Fraction
from math import lcm

from cme.core.questions import CHOICES, PAIRED, Question, QuestionType
from cme.core.reading import NumberRange, NumberReader, Reader, TextReader, WordByWord, plain_text
from cme.core.scoring import Scoring, ScoringRule, all_or_nothing


def scoring_of(question: Question) -> Scoring:
    """Return how a question is marked, by its type and its scoring rule.

    One without a key, as the preview of an unfinished file has it, earns nothing.
    """
    if question.type in PAIRED:
        return _by_parts(question, [f"{prompt.id} {prompt.match}" for prompt in question.prompts])
    if question.type is QuestionType.ORDERING:
        return _by_parts(question, [f"{place} {option.id}" for place, option in enumerate(question.options, start=1)])
    if question.scoring is ScoringRule.WEIGHTS:
        return _weighted(question)
    if question.scoring is ScoringRule.NET_CORRECT:
        return _net_correct(question)
    return all_or_nothing(question.keys) if question.type in CHOICES else _any_of(question)


def _any_of(question: Question) -> Scoring:
    """Mark a typed answer: each of the keys, as the spellings of an answer are, will do."""
    return Scoring(
        entries=tuple((key, Fraction(1)) for key in sorted(question.keys)),
        key=question.keys,
        reader=reader_of(question),
    )


def _net_correct(question: Question) -> Scoring:
    """Give each key its share and take the same for each distractor; less than nothing is nothing."""
    share = Fraction(1, len(question.keys) or 1)
    entries = tuple((option.id, share if option.is_key else -share) for option in question.options)
    return Scoring(entries=entries, key=question.keys, other=-share, unit=share)


def _weighted(question: Question) -> Scoring:
    """Give each option the weight written for it; the weights that are above nothing make up the whole."""
    entries = tuple((option.id, option.weight or Fraction(0)) for option in question.options)
    denominators = [weight.denominator for _, weight in entries]
    unit = Fraction(1, lcm(*denominators))
    key = frozenset(name for name, weight in entries if weight > 0)
    return Scoring(entries=entries, key=key, unit=unit, reader=reader_of(question))


def _by_parts(question: Question, parts: list[str]) -> Scoring:
    """Mark pairs and places: each right one is worth the same, or all of them count together."""
    key = frozenset(parts)
    if question.scoring is ScoringRule.ALL_OR_NOTHING:
        return all_or_nothing(key)
    share = Fraction(1, len(parts) or 1)
    return Scoring(entries=tuple((part, share) for part in parts), key=key, unit=share)


def reader_of(question: Question) -> Reader:
    """Return what turns a response into the parts that are marked."""
    if question.type is QuestionType.NUMERIC:
        ranges = tuple(
            NumberRange(option_id=option.id, least=option.least, most=option.most)
            for option in question.options
            if option.least is not None and option.most is not None
        )
        return NumberReader(ranges=ranges, units=tuple((unit.name, unit.times) for unit in question.units))
    if question.type is QuestionType.SHORT_TEXT:
        spellings = tuple((plain_text(each), option.id) for option in question.options for each in option.accepts)
        return TextReader(spellings)
    return WordByWord()
