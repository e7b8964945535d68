"""Random responses to a question: right, nearly right, wrong, and what people type without meaning a number."""

import unicodedata
from fractions import Fraction
from random import Random

from tests.core.oracle.oracle import END_MARKS, Answer, Asked

GARBAGE = (
    *("about 5", "5 mg", "1e3", "1E3", "1.2.3", "1,2,3", "1.234,5", "1,234.5", "1,234", "999,000", "+1,234", "−1,234"),
    *("1.234", "0,123", "0,500", "12,3456", "1 234", "1 23", "12 34 567", "1234 567", "1  234", "5-6", "--5", "+-5"),
    *("½", "10²", "٣", "३", "①", "Ⅳ", "五", "0x10", "1_000", "inf", "nan", "-", "+", ".", ",", "5%", "5/2", "1'000"),
    *("0", "-0", "00", "007", "one", "?", "…", "“5”", "5!", "😀", "１２３", "１,２３４", "1\u202f234", "1\u2009234,5"),
    *("1 234,567", "1\u00a0234\u00a0567", "01,234", "unit", "true", "None"),
)
DASHES = "-\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u2e3a\u301c\u05be"
GROUPING = " \u00a0\u2007\u2009\u202f"
BLANKS = " \u00a0\u2009\u202f\u3000\u2003"
LIGATURES = {"fi": "ﬁ", "fl": "ﬂ", "ss": "ß", "c": "ｃ", "2": "²", "k": "\u212a"}


def response(random: Random, asked: Asked, *, only_sound: bool = False) -> tuple[str, ...]:
    """Return the words of a response, in any order, some twice. ``only_sound``: only such as the pages can send."""
    draw = random.random()
    if draw < 0.04:
        return ()
    if asked.type in ("numeric", "short-text"):
        words = _typed_words(random, asked, only_sound=only_sound)
    elif asked.type in ("single", "true-false", "multiple"):
        words = _choice_words(random, asked, only_sound=only_sound)
    else:
        words = _row_words(random, asked, only_sound=only_sound)
    if not only_sound and words and random.random() < 0.15:
        words += random.choices(words, k=random.randint(1, 3))
    random.shuffle(words)
    return tuple(words)


def _choice_words(random: Random, asked: Asked, *, only_sound: bool) -> list[str]:
    names = [answer.id for answer in asked.answers]
    if asked.type != "multiple" and (only_sound or random.random() < 0.8):
        return [random.choice(names)]
    keys = {answer.id for answer in asked.answers if answer.is_key}
    draw = random.random()
    if draw < 0.3:
        return random.sample(names, random.randint(0, len(names)))
    if draw < 0.36:
        return names
    changed = keys ^ set(random.sample(names, random.randint(0, min(2, len(names)))))
    return sorted(changed)


def _row_words(random: Random, asked: Asked, *, only_sound: bool) -> list[str]:
    """Return pairs or places: right but for some, some left out; unsound ones name a row more than once."""
    names = [answer.id for answer in asked.answers]
    is_order = asked.type == "ordering"
    right = list(asked.pairs) if not is_order else [(str(place), name) for place, name in enumerate(names, start=1)]
    share = random.choice((0.0, 0.1, 0.3, 1.0))
    rows = []
    for first, second in right:
        if random.random() >= share:
            rows.append((first, second))
        elif is_order:
            rows.append((str(random.randint(1, len(names))), second))
        else:
            rows.append((first, random.choice(names)))
    if is_order and random.random() < 0.3:  # everything one place on
        rows = [(str(place % len(names) + 1), name) for place, name in enumerate(names, start=1)]
    if random.random() < 0.3:
        rows = random.sample(rows, random.randint(0, len(rows)))
    words = [f"{first} {second}" for first, second in rows]
    if not only_sound and random.random() < 0.15:
        words.append(f"{random.choice(right)[0]} {random.choice(names)}")
    return words


def _typed_words(random: Random, asked: Asked, *, only_sound: bool) -> list[str]:
    if asked.type == "short-text":
        return [_text(random, random.choice(asked.answers))]
    units, words = [name for name, _ in asked.units], []
    times = Fraction(1)
    if len(units) >= 2 and random.random() < 0.9:
        name, times = random.choice(asked.units)
        words.append(f"unit {name}")
    if not only_sound and random.random() < 0.02:
        words = ["unit stone"]
    if random.random() < 0.03:
        return words  # a unit alone
    if random.random() < 0.2:
        return [*words, random.choice(GARBAGE)]
    return [*words, written(random, _near(random, random.choice(asked.answers)) / times)]


def _near(random: Random, answer: Answer) -> Fraction:
    """Return a number in the interval, at one of its ends, or a hair within or outside it."""
    draw = random.random()
    if draw < 0.3:
        return answer.least + (answer.most - answer.least) * Fraction(random.randint(0, 20), 20)
    if draw < 0.4:
        return -answer.least
    hair = random.choice((-1, 0, 1)) * Fraction(1, 10 ** random.choice((1, 2, 3, 6, 9, 12, 17, 25)))
    return random.choice((answer.least, answer.most)) + hair


def written(random: Random, value: Fraction) -> str:
    """Return a number as somebody types it: exact where it has an end, else cut off."""
    places = next((places for places in range(40) if (value * 10**places).denominator == 1), 30)
    digits = str(abs(int(value * 10**places))).rjust(places + 1, "0")
    whole, part = digits[: len(digits) - places], digits[len(digits) - places :]
    if places < 28 and random.random() < 0.1:  # 30 digits on either side are the most that is read
        part += "0" * random.randint(1, 2)
    if random.random() < 0.2:
        blank, first = random.choice(GROUPING), len(whole) % 3 or 3
        whole = blank.join([whole[:first], *(whole[at : at + 3] for at in range(first, len(whole), 3))])
    sign = random.choice(DASHES) if value < 0 else random.choice(("", "", "", "+"))
    text = f"{sign}{whole}" + (random.choice("..,") + part if part else "")
    if random.random() < 0.1:
        text = "".join(chr(ord(each) - ord("0") + ord("０")) if each in "0123456789" else each for each in text)
    if random.random() < 0.05:  # like a digit, and none: an exponent
        text = text[:-1] + "⁰¹²³⁴⁵⁶⁷⁸⁹"[int(text[-1])]
    return random.choice(("", "", "", " ", "\u00a0")) + text + random.choice(("", "", "", " "))


def _text(random: Random, answer: Answer) -> str:
    """Return one of its spellings, changed by what makes no difference and at times by what does."""
    text = random.choice(answer.spellings)
    for change in random.sample(CHANGES, random.randint(0, 4)):
        text = change(random, text)
    if random.random() < 0.2:
        at = random.randrange(len(text) + 1)
        text = text[:at] + random.choice(("x", ".", " ", "-", "", "é", "1")) + text[at + random.randint(0, 1) :]
    return text if text.strip() else "?"


def _cased(random: Random, text: str) -> str:
    return random.choice((text.upper(), text.lower(), text.swapcase(), text.title(), text.casefold()))


def _dashed(random: Random, text: str) -> str:
    return "".join(random.choice(DASHES) if each in "-–" else each for each in text)


def _blanked(random: Random, text: str) -> str:
    return "".join(random.choice(BLANKS) * random.randint(1, 2) if each == " " else each for each in text)


def _ended(random: Random, text: str) -> str:
    marks = END_MARKS + BLANKS + "…"
    return "".join(random.choices(marks, k=random.randint(0, 3))) + text + "".join(random.choices(marks, k=2))


def _composed(random: Random, text: str) -> str:
    return unicodedata.normalize(random.choice(("NFD", "NFC", "NFKD", "NFKC")), text)


def _ligated(random: Random, text: str) -> str:
    plain, joined = random.choice(list(LIGATURES.items()))
    return text.replace(plain, joined)


def _widened(random: Random, text: str) -> str:
    return "".join(chr(ord(each) + 0xFEE0) if "!" <= each <= "~" else each for each in text)


CHANGES = (_cased, _dashed, _blanked, _ended, _composed, _ligated, _widened)
