"""Rules about options: lengths, words that give the key away, and options that mean something only beside others."""

import re
from collections import Counter
from collections.abc import Iterator

from cme.content.lint.view import BankView, Finding, OptionView, QuestionView, flaw, lexicon
from cme.content.problems import Severity
from cme.core.questions import QuestionType

_ABSOLUTE = lexicon("always never all none only must every completely entirely totally impossible invariably solely")
_VAGUE = lexicon("usually often frequently rarely sometimes commonly occasionally seldom generally typically")
_HEDGES = lexicon("may might can could possibly perhaps")
_NUMERAL = r"\(?(?:[1-9]|i{1,3}|iv|v)\)?"
_K_TYPE = re.compile(rf"(?:only )?{_NUMERAL}(?:, ?{_NUMERAL})*,? (?:and|&) {_NUMERAL}(?: only)?", re.IGNORECASE)
_PARTS = re.compile(r"\s*(?:,|;|\+|/|\band\b|\bwith\b|\bplus\b|\bfollowed by\b)\s*")
_UNCHANGED = ("no change", "unchanged", "stays the same", "remains the same")
_YES_NO = lexicon("yes no true false")

LONGEST = flaw(
    "lint-key-longest",
    Severity.WARNING,
    "The key is much longer than the other options.",
    "Guessers choose the longest option; that it inflates scores is one of the few effects confirmed in a trial "
    "(Pham 2018, PMC10711986).",
    "Shorten the key to what makes it right, or make the others as full.",
)
ABSOLUTE = flaw(
    "lint-absolute",
    Severity.WARNING,
    "Wrong options say always, never, only or the like, and the key does not.",
    "Test-wise learners know that absolute statements are usually wrong (NBME item-writing guide).",
    "Take the absolute words out, or give the key one as well.",
)
VAGUE = flaw(
    "lint-vague",
    Severity.WARNING,
    "An option says usually, often, rarely or the like.",
    "Such words mean a different frequency to every reader (NBME item-writing guide).",
    "Say how often, or leave the word out.",
)
HEDGED = flaw(
    "lint-hedged",
    Severity.INFO,
    "The key alone says may, can or could.",
    "A statement that claims little is likely to be true, and guessers know it (NBME item-writing guide).",
    "Hedge the other options as well, or state the key plainly.",
)
COMBINED = flaw(
    "lint-combination-option",
    Severity.WARNING,
    'An option is "all of the above", "none of the above" or "A and B".',
    "Knowing two options, or that one is wrong, gives it away or rules it out (NBME item-writing guide; not among "
    "the effects confirmed by Pham 2018, PMC10711986).",
    "Write an option that stands on its own.",
)
K_TYPE = flaw(
    "lint-k-type",
    Severity.WARNING,
    'Options combine numbered statements, as in "1 and 3 only".',
    "One statement that is known decides about several options (NBME item-writing guide).",
    "Ask about the statements one by one.",
)
CONVERGING = flaw(
    "lint-converging",
    Severity.WARNING,
    "The key has in common with the other options whatever most of them have.",
    "Guessers find the key by counting which parts occur most (NBME item-writing guide).",
    "Let each part occur equally often.",
)
EXHAUSTIVE = flaw(
    "lint-exhaustive",
    Severity.WARNING,
    "Some options cover every possibility between them.",
    "Guessers can leave the others aside (NBME item-writing guide).",
    "Make the other options as likely, or ask for more than the direction.",
)
SUBSET = flaw(
    "lint-option-subset",
    Severity.WARNING,
    "An option is contained in another.",
    "If the longer one is right, so is the shorter (NBME item-writing guide).",
    "Make them exclude each other, or ask for the best single measure.",
)
SIMILAR = flaw(
    "lint-option-similar",
    Severity.WARNING,
    "Two options say the same in the same words.",
    "Both are then wrong, and guessers know it.",
    "Replace one of them.",
)
COUNT = flaw(
    "lint-option-count",
    Severity.WARNING,
    "A question has fewer than 3 or more than 5 options, or where several may be right more than 8.",
    "Two are guessed too easily, and a fifth option makes no question harder or more discriminating (PMC5041405).",
    "Write three to five options; up to eight where several may be right.",
)
YES_NO = flaw(
    "lint-yes-no",
    Severity.WARNING,
    "The options are yes and no, or true and false.",
    "Half of those who guess are right (NBME item-writing guide).",
    "Write three to five options, or type: true-false.",
)
RULES = (LONGEST, ABSOLUTE, VAGUE, HEDGED, COMBINED, K_TYPE, CONVERGING, EXHAUSTIVE, SUBSET, SIMILAR, COUNT, YES_NO)


def findings(view: QuestionView, bank: BankView) -> Iterator[Finding]:
    """Find the flaws of one question's options."""
    if not view.has_choice:
        return
    yield from _counts(view)
    yield from _combinations(view)
    yield from _words(view)
    yield from _twins(view)
    if view.key is not None:
        yield from _lengths(view, view.key)
        yield from _cues(view, view.key)


def _counts(view: QuestionView) -> Iterator[Finding]:
    if {option.text.rstrip(".").casefold() for option in view.options} <= _YES_NO:
        yield Finding(YES_NO, ("options",), "The options are only yes and no, or true and false. " + YES_NO.remedy)
    elif not 3 <= len(view.options) <= (8 if view.question.type == QuestionType.MULTIPLE else 5):
        yield Finding(COUNT, ("options",), f"There are {len(view.options)} options. {COUNT.remedy}")


def _combinations(view: QuestionView) -> Iterator[Finding]:
    for option in view.options:
        if option.is_combination:
            yield Finding(COMBINED, option.place, f'"{option.text}" stands on the other options. {COMBINED.remedy}')
    numbered = next((option for option in view.options if _K_TYPE.fullmatch(option.text.rstrip("."))), None)
    if numbered is not None:
        yield Finding(K_TYPE, numbered.place, f'"{numbered.text}" combines numbered statements. {K_TYPE.remedy}')


def _lengths(view: QuestionView, key: OptionView) -> Iterator[Finding]:
    others = [len(option.text) for option in view.distractors]
    mean = sum(others) / len(others)
    words = max(len(option.words) for option in view.distractors)
    is_longest = len(key.text) > max(others) and len(key.words) >= words + 3
    if is_longest and (4 * len(key.text) > 5 * max(others) or 2 * len(key.text) > 3 * mean):
        message = f"The key has {len(key.text)} characters, the other options at most {max(others)}. {LONGEST.remedy}"
        yield Finding(LONGEST, key.place, message)


def _words(view: QuestionView) -> Iterator[Finding]:
    for option in view.options:
        vague = _VAGUE.intersection(option.words)
        if vague:
            yield Finding(VAGUE, option.place, f'The option says "{min(vague)}". {VAGUE.remedy}')


def _cues(view: QuestionView, key: OptionView) -> Iterator[Finding]:
    absolute = [one for one in view.distractors if not one.is_combination and _ABSOLUTE.intersection(one.words)]
    if absolute and not _ABSOLUTE.intersection(key.words):
        word = min(_ABSOLUTE.intersection(absolute[0].words))
        message = f'A wrong option says "{word}", and the key says nothing as absolute. {ABSOLUTE.remedy}'
        yield Finding(ABSOLUTE, absolute[0].place, message)
    hedges = _HEDGES.intersection(key.words)
    if hedges and not any(_HEDGES.intersection(option.words) for option in view.distractors):
        yield Finding(HEDGED, key.place, f'Only the key says "{min(hedges)}". {HEDGED.remedy}')
    parts = [_PARTS.split(option.text.casefold().rstrip(".")) for option in view.options]
    if _converge(parts, key.number):
        yield Finding(CONVERGING, key.place, f'"{key.text}" has whatever most options have. {CONVERGING.remedy}')
    yield from _subsets(view, parts)


def _converge(parts: list[list[str]], key: int) -> bool:
    """Say whether the key alone has the most frequent part in every place."""
    size = len(parts[key])
    if len(parts) < 4 or size < 2 or any(len(each) != size for each in parts):
        return False
    for place in range(size):
        counted = Counter(each[place] for each in parts).most_common(2)
        if len(counted) == 1 or counted[0][1] == counted[1][1] or counted[0][0] != parts[key][place]:
            return False
    return True


def _subsets(view: QuestionView, parts: list[list[str]]) -> Iterator[Finding]:
    whole = {each[0]: number for number, each in enumerate(parts) if len(each) == 1}
    for option, each in zip(view.options, parts, strict=True):
        contained = [part for part in each if len(each) > 1 and part in whole]
        if contained and not option.is_combination:
            other = view.options[whole[contained[0]]]
            yield Finding(SUBSET, option.place, f'"{option.text}" contains the option "{other.text}". {SUBSET.remedy}')


def _twins(view: QuestionView) -> Iterator[Finding]:
    seen: dict[tuple[str, ...], OptionView] = {}
    for option in view.options:
        name = tuple(sorted(" ".join(option.words).replace("-", " ").split()))
        twin = seen.setdefault(name, option)
        if name and twin is not option and twin.text.casefold() != option.text.casefold():
            yield Finding(SIMILAR, option.place, f'"{option.text}" says the same as "{twin.text}". {SIMILAR.remedy}')
    yield from _covering(view)


def _covering(view: QuestionView) -> Iterator[Finding]:
    """Find options that leave nothing over: up, down and unchanged, or a statement and its opposite."""
    texts = sorted(" ".join(option.words) for option in view.options)
    is_up_or_down = all(any(text.startswith(word) for text in texts) for word in ("increas", "decreas"))
    stays = any(text.startswith(_UNCHANGED) for text in texts)
    opposite = next((text for text in texts if text and f"not {text}" in texts), "")
    if (is_up_or_down and stays) or (opposite and len(view.options) > 2):
        what = f'"{opposite}" and its opposite' if opposite else "Up, down and unchanged"
        yield Finding(EXHAUSTIVE, ("options",), f"{what} leave nothing over. {EXHAUSTIVE.remedy}")
