"""What may be sent as a response, by type of question, and how it is said in words.

A response is a list of words. Choices: the ids of the options. Typed answers: what was typed, and where there are
several units, "unit mg". Pairs: "prompt option". Order: "2 item" for the item in the second place. No words are no
answer.
"""

from collections.abc import Iterable, Mapping, Sequence
from fractions import Fraction
from math import ceil
from unicodedata import normalize

from cme.core.arithmetic import decimal, places_of
from cme.core.questions import CHOICES, PAIRED, TYPED, OpenQuestion, Option, Question, QuestionType
from cme.core.reading import LONGEST_TEXT, UNIT, is_kept, read_number, typed_text
from cme.core.scoring import ScoringRule

_FOREIGN = "That option does not belong to this question. Reload the page and choose again."
_AGAIN = "The save is not of the right form. Reload the page and choose again."


def canonical(question: OpenQuestion, chosen: Iterable[str]) -> tuple[str, ...]:
    """Return a response with its words in the one order that is kept: of options as written, of places, of prompts."""
    words = [word for word in dict.fromkeys(chosen) if word.strip()]
    if question.type is QuestionType.NUMERIC:
        units = {normalize("NFC", unit.name): unit.name for unit in question.units}
        named = [f"{UNIT}{_own(units, word)}" if word.startswith(UNIT) else word for word in words]
        return tuple(sorted(named, key=lambda word: word.startswith(UNIT)))
    if question.type is QuestionType.ORDERING:
        return tuple(sorted(words, key=lambda word: (len(word.split(" ")[0]), word)))
    if question.type in PAIRED:
        places = {prompt.id: place for place, prompt in enumerate(question.prompts)}
        return tuple(sorted(words, key=lambda word: (places.get(word.split(" ")[0], 0), word)))
    return tuple(sorted(words)) if question.type is QuestionType.MULTIPLE else tuple(words)


def _own(units: Mapping[str, str], word: str) -> str:
    """Return the name of a unit as the question has it, which an earlier publication may not have composed."""
    name = word.removeprefix(UNIT)
    return units.get(normalize("NFC", name), name)


def fault_of(question: OpenQuestion, chosen: Sequence[str]) -> str:
    """Return why this is no response to the question, in one sentence; "" where it is one, complete or not."""
    if len(set(chosen)) != len(chosen):
        return _AGAIN
    if question.type in TYPED:
        return _fault_typed(question, chosen)
    if question.type in CHOICES:
        if not set(chosen) <= {option.id for option in question.options}:
            return _FOREIGN
        return "Choose one option." if question.type is not QuestionType.MULTIPLE and len(chosen) > 1 else ""
    return _fault_of_pairs(question, chosen)


def _fault_typed(question: OpenQuestion, chosen: Sequence[str]) -> str:
    typed = [word for word in chosen if not _is_unit(question, word)]
    units = [word.removeprefix(UNIT) for word in chosen if word not in typed]
    known = {normalize("NFC", unit.name) for unit in question.units}
    if len(units) > 1 or len(typed) > 1 or not {normalize("NFC", each) for each in units} <= known:
        return _AGAIN
    if any(len(word) > LONGEST_TEXT or not all(map(is_kept, word)) for word in typed):
        return f"An answer has at most {LONGEST_TEXT} characters, in one line. Shorten it."
    return ""


def _is_unit(question: OpenQuestion | Question, word: str) -> bool:
    """Say whether a word names the unit beside a number; of a short text, "unit dose" is what was typed."""
    return question.type is QuestionType.NUMERIC and word.startswith(UNIT)


def typed_answer(question: OpenQuestion | Question, chosen: Iterable[str]) -> str:
    """Return what was typed, without the unit beside it; "" where nothing was."""
    return next((word for word in chosen if not _is_unit(question, word)), "").strip()


def _fault_of_pairs(question: OpenQuestion, chosen: Sequence[str]) -> str:
    options = {option.id for option in question.options}
    pairs = [word.split(" ") for word in chosen]
    if any(len(pair) != 2 or pair[1] not in options for pair in pairs):
        return _FOREIGN
    if question.type is QuestionType.ORDERING:
        places = {str(place) for place in range(1, len(options) + 1)}
        once = [item for _, item in pairs]
    else:
        places = {prompt.id for prompt in question.prompts}
        once = [prompt for prompt, _ in pairs]
    if not {first for first, _ in pairs} <= places:
        return _FOREIGN
    return _AGAIN if len(set(once)) != len(once) else ""


def is_answered(question: OpenQuestion, chosen: Sequence[str]) -> bool:
    """Say whether anything of the question is answered; a unit alone is not an answer."""
    return any(not _is_unit(question, word) for word in chosen)


def unfinished(question: OpenQuestion, chosen: Sequence[str]) -> str:
    """Return what is still open in a response that was begun, in one sentence; "" where nothing is."""
    if not is_answered(question, chosen):
        return ""
    if question.type is QuestionType.NUMERIC:
        if read_number(typed_text(chosen)) is None:
            return f"“{typed_text(chosen)}” cannot be read as a number. Write digits, with a point for decimals."
        has_unit = any(word.startswith(UNIT) for word in chosen)
        return "" if has_unit or len(question.units) < 2 else "The unit is not chosen yet."
    if question.type in PAIRED and len(chosen) < len(question.prompts):
        return f"{len(chosen)} of {len(question.prompts)} are matched."
    if question.type is QuestionType.ORDERING:
        if len(chosen) < len(question.options):
            return f"{len(chosen)} of {len(question.options)} have a place."
        places = [word.split(" ")[0] for word in chosen]
        twice = next((place for place in places if places.count(place) > 1), "")
        return f"Two items stand in place {twice}." if twice else ""
    return ""


def in_words(question: OpenQuestion, chosen: Sequence[str]) -> str:
    """Return a response as a person would say it; "" for none."""
    if not is_answered(question, chosen):
        return ""
    texts = {option.id: option.text for option in question.options}
    if question.type in TYPED:
        unit = next((word.removeprefix(UNIT) for word in chosen if _is_unit(question, word)), "")
        unit = unit or (question.units[0].name if len(question.units) == 1 else "")
        return f"{typed_answer(question, chosen)} {unit}".strip()
    if question.type is QuestionType.ORDERING:
        return "; ".join(f"{place}. {texts[item]}" for place, item in (word.split(" ") for word in chosen))
    if question.type in PAIRED:
        prompts = {prompt.id: prompt.text for prompt in question.prompts}
        return "; ".join(f"{prompts[prompt]}: {texts[item]}" for prompt, item in (word.split(" ") for word in chosen))
    return "; ".join(option.text for option in question.options if option.id in chosen)


def full_answer(question: Question) -> tuple[str, ...]:
    """Return a response that earns the whole mark."""
    if question.type is QuestionType.ORDERING:
        return tuple(f"{place} {option.id}" for place, option in enumerate(question.options, start=1))
    if question.type in PAIRED:
        return tuple(f"{prompt.id} {prompt.match}" for prompt in question.prompts)
    right = [option for option in question.options if option.is_key]
    if question.type is QuestionType.SHORT_TEXT:
        return right[0].accepts[:1] if right else ()
    if question.type is QuestionType.NUMERIC:
        unit = (f"{UNIT}{question.units[0].name}",) if len(question.units) > 1 else ()
        return (typed_number(right[0]), *unit) if right else ()
    if question.type is QuestionType.MULTIPLE and question.scoring is ScoringRule.WEIGHTS:
        return tuple(option.id for option in question.options if (option.weight or 0) > 0)
    return tuple(option.id for option in right)


def typed_number(option: Option) -> str:
    """Return the first number of an option's range that somebody can type, as it is typed: "-48.6"."""
    value = option.least or Fraction(0)
    places = places_of(value)
    if places is None:  # a third has no end: take the shortest number above it that is still in the range
        most = value if option.most is None else option.most
        places = next((each for each in range(31) if Fraction(ceil(value * 10**each), 10**each) <= most), 0)
        value = Fraction(ceil(value * 10**places), 10**places)
    return decimal(value, places, "-")
