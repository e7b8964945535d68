"""How the mark of one question comes about, in words that a reader can check: "+1 +1 −1 = 1 of 4"."""

from collections.abc import Iterable
from fractions import Fraction

from cme.core.scoring import Scoring

MINUS = "\u2212"


def number(value: Fraction) -> str:
    """Return a number as it is printed: "3", "−1/2", "1 3/4" with a space that does not break."""
    sign, size = (MINUS if value < 0 else ""), abs(value)
    whole, rest = divmod(size.numerator, size.denominator)
    part = f"{rest}/{size.denominator}" if rest else ""
    return sign + ("\u00a0".join(filter(None, (str(whole) if whole else "", part))) or "0")


def places_of(value: Fraction) -> int | None:
    """Return how many decimals a number has; None where they never end."""
    return next((places for places in range(31) if (value * 10**places).denominator == 1), None)


def decimal(value: Fraction, places: int, minus: str) -> str:
    """Return a number with so many decimals, the rest cut off: "-48.6"."""
    sign = minus if value < 0 else ""
    whole, part = divmod(int(abs(value) * 10**places), 10**places)
    return f"{sign}{whole}.{part:0{places}d}" if places else f"{sign}{whole}"


def signed(value: Fraction) -> str:
    """Return a number with its sign: "+1", "−1", "+0"."""
    return number(value) if value < 0 else f"+{number(value)}"


def worths(scoring: Scoring, chosen: Iterable[str]) -> dict[str, str]:
    """Return what each part of a response is worth, in shares of ``unit``; nothing where parts are not counted."""
    if scoring.unit == 1:
        return {}
    return {part.name: signed(part.value / scoring.unit) for part in scoring.parts(chosen)}


def arithmetic(scoring: Scoring, chosen: Iterable[str]) -> str:
    """Return the sum that gives the mark, what is gained before what is taken, and the bound where one applies."""
    answer = tuple(chosen)
    parts = scoring.parts(answer)
    whole, mark = number(scoring.upper / scoring.unit), scoring.mark(answer) / scoring.unit
    if parts and scoring.is_whole and (len(parts) > 1 or len(scoring.key) > 1):
        return _all_or_nothing(scoring, [part.value for part in parts])
    if not parts or (scoring.unit == 1 and len(parts) == 1):
        return f"{number(mark)} of {whole}"
    values = sorted((part.value / scoring.unit for part in parts), key=lambda value: value < 0)
    total = sum(values, Fraction(0))
    terms = " ".join(map(signed, values))
    if total == mark:
        return f"{terms} = {number(total)} of {whole}"
    bound = "less than" if total < mark else "more than"
    return f"{terms} = {number(total)}; {bound} {number(mark)} counts as {number(mark)}: {number(mark)} of {whole}"


def _all_or_nothing(scoring: Scoring, values: list[Fraction]) -> str:
    right, wanted = sum(value > 0 for value in values), len(scoring.key)
    wrong = len(values) - right
    if right == wanted and not wrong:
        return f"all {wanted} right: 1 of 1" if wanted > 1 else "1 of 1"
    return f"{right} of {wanted} right{f', {wrong} wrong' if wrong else ''}; all or nothing: 0 of 1"
