"""What a response is worth, written from the rules of scoring alone: nothing of the program is used here.

It is meant to be slow and plain, so that it can be read beside the rules, and is silent where they are: on ".5", on
signs of full width other than digits, and on more than 30 digits on a side of the separator, no two scorers are held
together. Words of a response are those of the pages:
option ids; "prompt option"; "place item"; what was typed, and "unit mg".
"""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

NOTHING, ALL = Fraction(0), Fraction(1)
MINUSES = ("MINUS SIGN", "HEAVY MINUS SIGN", "MODIFIER LETTER MINUS SIGN", "SUPERSCRIPT MINUS", "SUBSCRIPT MINUS")
END_MARKS = ".,;:!?'\"()[]" + "‘’‚‛“”„‟‹›«»"


@dataclass(frozen=True, kw_only=True)
class Answer:
    """An option, an item of an order, or an answer that is foreseen to be typed."""

    id: str
    is_key: bool = False
    weight: Fraction = NOTHING
    spellings: tuple[str, ...] = ()
    least: Fraction = NOTHING
    most: Fraction = NOTHING


@dataclass(frozen=True, kw_only=True)
class Asked:
    """As much of a question as its marks depend on. ``pairs`` are (prompt, its option); ``units`` (name, times)."""

    type: str
    rule: str
    answers: tuple[Answer, ...]
    pairs: tuple[tuple[str, str], ...] = ()
    units: tuple[tuple[str, Fraction], ...] = ()


def worth(asked: Asked, words: Iterable[str]) -> Fraction:
    """Return the mark of a response, from 0 to 1."""
    said = set(words)
    if not said:
        return NOTHING
    if asked.type in ("single", "true-false", "multiple"):
        return _worth_of_choice(asked, said)
    if asked.type in ("matching", "extended-matching"):
        return _worth_of_rows(asked, {f"{prompt} {option}" for prompt, option in asked.pairs}, said)
    if asked.type == "ordering":
        in_place = {f"{place + 1} {item.id}" for place, item in enumerate(asked.answers)}
        return _worth_of_rows(asked, in_place, said)
    decides = _number_decides(asked, said) if asked.type == "numeric" else _spelling_decides(asked, said)
    if decides is None:
        return NOTHING
    return decides.weight if asked.rule == "weights" else Fraction(decides.is_key)


def _worth_of_choice(asked: Asked, said: set[str]) -> Fraction:
    keys = {answer.id for answer in asked.answers if answer.is_key}
    if asked.rule == "weights":
        total = sum((answer.weight for answer in asked.answers if answer.id in said), NOTHING)
        return min(ALL, max(NOTHING, total))
    if asked.rule == "net-correct":
        right = len([word for word in said if word in keys])
        wrong = len([word for word in said if word not in keys])
        return max(NOTHING, Fraction(right - wrong, len(keys)))
    return ALL if said == keys else NOTHING


def _worth_of_rows(asked: Asked, right: set[str], said: set[str]) -> Fraction:
    """Return the mark of pairs or of places: what stands in one word each."""
    if asked.rule == "partial":
        return Fraction(len([row for row in right if row in said]), len(right))
    return ALL if said == right else NOTHING


def _number_decides(asked: Asked, said: set[str]) -> Answer | None:
    units = {word for word in said if word.startswith("unit ")}
    typed = said - units
    if len(typed) != 1 or len(units) > 1:
        return None
    number = number_typed(typed.pop())
    if number is None:
        return None
    if len(asked.units) >= 2:
        times = dict(asked.units).get(units.pop().removeprefix("unit ")) if units else None
        if times is None:
            return None
        number = number * times
    for answer in asked.answers:
        if answer.least <= number and number <= answer.most:
            return answer
    return None


def _spelling_decides(asked: Asked, said: set[str]) -> Answer | None:
    if len(said) != 1:
        return None
    typed = plain(said.pop())
    for answer in asked.answers:
        for spelling in answer.spellings:
            if plain(spelling) == typed:
                return answer
    return None


def is_dash(character: str) -> bool:
    """Say whether this is a dash or a minus of any kind; neither plus-minus nor one in a circle."""
    return unicodedata.category(character) == "Pd" or unicodedata.name(character, "") in MINUSES


def number_typed(typed: str) -> Fraction | None:
    """Return what was typed as an exact number, or None: digits, at most one separator, thousands set apart."""
    rest = typed.strip()
    sign = 1
    if rest and (rest[0] == "+" or is_dash(rest[0])):
        sign = 1 if rest[0] == "+" else -1
        rest = rest[1:]
    rest = "".join(_half_width(character) for character in rest)
    separators = [character for character in rest if character in ".,"]
    if len(separators) > 1:
        return None
    before, _, after = rest.partition(separators[0]) if separators else (rest, "", "")
    whole = _without_groups(before)
    if whole is None or (separators and not _all_digits(after)):
        return None
    is_three_by_three = separators == [","] and len(after) == 3 and before == whole and len(before) <= 3
    if is_three_by_three and before[0] != "0":
        return None  # "1,234" is one thing to some and another to others
    value = Fraction(0)
    for digit in whole + after:
        value = value * 10 + "0123456789".index(digit)
    return sign * value / Fraction(10) ** len(after)


def _half_width(character: str) -> str:
    return chr(ord(character) - ord("０") + ord("0")) if "０" <= character <= "９" else character


def _all_digits(text: str) -> bool:
    return text != "" and all(character in "0123456789" for character in text)


def _without_groups(text: str) -> str | None:
    """Return the digits before the separator, if they are bare or stand in threes."""
    if _all_digits(text):
        return text
    groups, group = [], ""
    for character in text:
        if unicodedata.category(character) == "Zs":  # any space: no-break, thin, of the width of a figure
            groups.append(group)
            group = ""
        else:
            group += character
    groups.append(group)
    if not all(_all_digits(each) for each in groups) or len(groups[0]) > 3:
        return None
    return "".join(groups) if all(len(each) == 3 for each in groups[1:]) else None


def plain(typed: str) -> str:
    """Return a short text without what makes no difference."""
    text = unicodedata.normalize("NFKC", typed).casefold()
    text = "".join("-" if is_dash(character) else character for character in text)
    kept = ""
    for character in text:
        if not character.isspace():
            kept += character
        elif not kept.endswith(" "):
            kept += " "
    while kept and (kept[0] == " " or kept[0] in END_MARKS):
        kept = kept[1:]
    while kept and (kept[-1] == " " or kept[-1] in END_MARKS):
        kept = kept[:-1]
    return kept
