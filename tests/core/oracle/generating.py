"""Random questions of every type and rule, for the oracle; what is sent to them stands in ``sending``."""

import string
from collections.abc import Iterator
from fractions import Fraction
from random import Random

from tests.core.oracle.oracle import Answer, Asked

KINDS = (
    ("single", "all-or-nothing"),
    ("single", "weights"),
    ("true-false", "all-or-nothing"),
    ("multiple", "net-correct"),
    ("multiple", "all-or-nothing"),
    ("multiple", "weights"),
    ("matching", "partial"),
    ("matching", "all-or-nothing"),
    ("extended-matching", "partial"),
    ("extended-matching", "all-or-nothing"),
    ("ordering", "partial"),
    ("ordering", "all-or-nothing"),
    ("numeric", "all-or-nothing"),
    ("numeric", "weights"),
    ("short-text", "all-or-nothing"),
    ("short-text", "weights"),
)
TEXTS = (
    "RANBP2-ALK",
    "crizotinib",
    "anaplastic large cell lymphoma",
    "Straße",
    "naïve T cell",
    "Ménière disease",
    "κ-light chain",
    "ΟΔΟΣ",
    "first finding",
    "CD30+",
    "t(2;5)",
    "Option a",
    "Crohn’s disease",
    "10²",
    "unit dose",
    "0.5",
    "ＡＬＫ",
    "non–small cell",
    "İzmir",
    "-itis",
)
MANY_UNITS = (
    (("mg", Fraction(1)), ("g", Fraction(1000))),
    (("cm", Fraction(1)), ("mm", Fraction(1, 10)), ("m", Fraction(100))),
    (("days", Fraction(1)), ("weeks", Fraction(7)), ("thirds of a day", Fraction(1, 3))),
    (("µmol/l", Fraction(1)), ("mg/dl", Fraction(442, 5))),
)


def seeded(seed: int) -> Random:
    """Return a source of chance that can be gone through again."""
    return Random(seed)  # noqa: S311  nothing here is secret


def questions(seed: int, count: int) -> Iterator[Asked]:
    """Yield so many questions, each type and rule in its turn."""
    random = seeded(seed)
    for number in range(count):
        yield question(random, *KINDS[number % len(KINDS)])


def question(random: Random, kind: str, rule: str) -> Asked:
    """Return a question of this type, marked by this rule."""
    if kind in ("matching", "extended-matching"):
        return _pairs(random, kind, rule)
    if kind == "ordering":
        answers = tuple(Answer(id=name) for name in _names(random, random.randint(3, 12)))
        return Asked(type=kind, rule=rule, answers=answers)
    if kind in ("numeric", "short-text"):
        return _typed(random, kind, rule)
    names = ["true", "false"] if kind == "true-false" else _names(random, random.randint(2, 9))
    keys = set(random.sample(names, random.randint(1, len(names)) if kind == "multiple" else 1))
    answers = tuple(
        Answer(id=name, is_key=name in keys, weight=_weight(random, rule, kind == "multiple")) for name in names
    )
    return Asked(type=kind, rule=rule, answers=answers)


def _names(random: Random, count: int) -> list[str]:
    return random.sample([*string.ascii_lowercase, "12", "2", "1", "a-1", "late-finding", "unit", "both"], count)


def _weight(random: Random, rule: str, may_take_away: bool) -> Fraction:
    if rule != "weights":
        return Fraction(0)
    whole = random.choice((1, 2, 3, 4, 7, 100))
    return Fraction(random.randint(-whole if may_take_away else 0, whole), whole)


def _pairs(random: Random, kind: str, rule: str) -> Asked:
    options = _names(random, random.randint(2, 12))
    prompts = _names(random, random.randint(2, 6))
    pairs = tuple((prompt, random.choice(options)) for prompt in prompts)
    return Asked(type=kind, rule=rule, answers=tuple(Answer(id=name) for name in options), pairs=pairs)


def _typed(random: Random, kind: str, rule: str) -> Asked:
    names = _names(random, random.randint(1, 4))
    key = random.randrange(len(names))
    made: list[Answer] = []
    units: tuple[tuple[str, Fraction], ...] = ()
    for place, name in enumerate(names):
        weight = _weight(random, rule, False)
        if kind == "numeric":
            least, most = _interval(random)
            if made and random.random() < 0.3:  # from where the one before ends
                least, most = made[-1].most, made[-1].most + abs(most - least)
            made.append(Answer(id=name, is_key=place == key, weight=weight, least=least, most=most))
        else:
            spellings = tuple(random.sample(TEXTS, random.randint(1, 3)))
            made.append(Answer(id=name, is_key=place == key, weight=weight, spellings=spellings))
    if kind == "numeric":
        units = random.choice(((), (("mg", Fraction(1)),), random.choice(MANY_UNITS), random.choice(MANY_UNITS)))
    return Asked(type=kind, rule=rule, answers=tuple(made), units=units)


def _interval(random: Random) -> tuple[Fraction, Fraction]:
    """Return bounds that people write: a number alone, one with a tolerance, a range; now and then a third."""
    whole = random.choice((1, 10, 10, 100, 1000, 3, 7))
    middle = Fraction(random.randint(-3000, 30000), whole)
    tolerance = random.choice((Fraction(0), Fraction(1, 2), Fraction(1, 10), Fraction(random.randint(1, 50), whole)))
    return middle - tolerance, middle + tolerance
