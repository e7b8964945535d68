"""Rules about rationales: each tells the learner who chose the option why, and nothing that its passages lack."""

import re
from collections.abc import Iterator
from decimal import Decimal

from cme.content.documents import Location
from cme.content.lint.view import BankView, Finding, QuestionView
from cme.content.problems import Severity
from cme.content.rule import Rule
from cme.content.schema import OptionEntry, PromptEntry

_VERDICT = re.compile(
    r"(?:(?:no|yes|this|that|it|the (?:answer|option|statement|article)|option|answer)[ ,:–-]*(?:is|was|[a-h])?[ ,:]*)?"
    r"(?:not )?(?:in)?(?:correct|right|true|false|wrong|untrue)(?: answer| option)?[.!]*|(?:no|yes|see above)[.!]*",
    re.IGNORECASE,
)
_FEWEST = 4  # words
# A number stands alone or before a unit. Digits in a name are no number: ALK1, CD30, IL-2, CYP3A4, t(2;5), 18F-FDG.
_NUMBER = re.compile(
    r"(?<![\w.,;·/^-])(?<!\w[(;–])(\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:[.·]\d+)?)"
    r"(?=(?:%|st\b|nd\b|rd\b|th\b|x\b|mg\b|g\b|kg\b|µg\b|mcg\b|ml\b|mL\b|l\b|L\b|mm\b|cm\b|m\b|h\b|d\b|[kM]?Gy\b"
    r"|[^\w;]|\b))(?![·.;]\d)"
)
_RANGE = re.compile(r"(?<=\d)\s?[–—-]\s?(?=\d)")
_COUNTED = re.compile(
    r"\b(?:question|option|paragraph|table|figure|fig\.?|section|page|reference|ref\.?|step|objective|answer) \d+"
    r"(?:(?:,| and|–|-| to) ?\d+)*",
    re.IGNORECASE,
)
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
_UNITS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen "
    "eighteen nineteen"
)
_TENS = "twenty thirty forty fifty sixty seventy eighty ninety"
_OTHERS = {"once": 1, "twice": 2, "single": 1, "half": 50, "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5}
_SPELT = {word: Decimal(number) for number, word in enumerate(_UNITS.split())}
_SPELT |= {word: Decimal(10 * number) for number, word in enumerate(_TENS.split(), start=2)}
_SPELT |= {word: Decimal(number) for word, number in _OTHERS.items()}
_SPELT_WORD = re.compile(r"[a-z]+")

VERDICT = Rule(
    "lint-rationale-verdict",
    Severity.ERROR,
    "A rationale only says that the option is right or wrong.",
    "The learner who chose it sees that anyway, and is owed the reason.",
    "Say why, with what the article says.",
)
SHORT = Rule(
    "lint-rationale-short",
    Severity.WARNING,
    "A rationale has fewer than 4 words.",
    "So few words explain nothing.",
    "Say why the option is right or wrong.",
)
REPEATED = Rule(
    "lint-rationale-repeated",
    Severity.WARNING,
    "Two options of a question have the same rationale.",
    "What is wrong with one is not what is wrong with the other.",
    "Write for each what its own error is.",
)
NUMBER = Rule(
    "rationale-number",
    Severity.WARNING,
    "A rationale has a number that none of its cited passages contains.",
    "A number without its source cannot be checked, and slips in numbers harm patients.",
    "Cite the passage that has it, or say in lint_ignore how it was worked out.",
)
RULES = (VERDICT, SHORT, REPEATED, NUMBER)


def findings(view: QuestionView, bank: BankView) -> Iterator[Finding]:
    """Find the flaws of one question's rationales."""
    seen: dict[str, str] = {}
    for place, part in _explained(view):
        text = part.rationale
        if len(text) < 80 and _VERDICT.fullmatch(text):
            yield Finding(VERDICT, place, f'"{text}" says only whether it is right. {VERDICT.remedy}')
        elif text.count(" ") < _FEWEST - 1:
            yield Finding(SHORT, place, f'"{text}" has fewer than {_FEWEST} words. {SHORT.remedy}')
        other = seen.setdefault(text.casefold(), part.id)
        if other != part.id:
            word = "Prompt" if place[0] == "prompts" else "Option"
            yield Finding(REPEATED, place, f'{word} "{other}" has the same rationale. {REPEATED.remedy}')
        yield from _numbers(view, place, part, bank)


def _explained(view: QuestionView) -> Iterator[tuple[Location, OptionEntry | PromptEntry]]:
    """Yield the prompts and options that have a rationale, with where it stands."""
    for number, prompt in enumerate(view.question.prompts):
        yield ("prompts", number, "rationale"), prompt
    for number, option in enumerate(view.question.options):
        if option.rationale:  # where one must stand, it is missed elsewhere
            yield ("options", number, "rationale"), option


def _numbers(view: QuestionView, place: Location, part: OptionEntry | PromptEntry, bank: BankView) -> Iterator[Finding]:
    if not any(map(part.rationale.__contains__, "0123456789")):
        return
    wanted = numbers_in(_COUNTED.sub("", part.rationale))
    if not wanted:
        return
    told = " ".join(bank.quotes.get(evidence.passage, "") for evidence in part.evidence)
    question = view.question
    shown = [*[one.text for one in question.prompts], *[one.text for one in question.options]]
    asked = " ".join([view.stem, question.unfolds, *shown])
    known = set(numbers_in(f"{told} {asked}").values()) | _spelt_in(f"{told} {asked}")
    for written, value in wanted.items():
        if value not in known and written not in bank.years:
            message = f'No passage cited here has the number "{written}". {NUMBER.remedy}'
            yield Finding(NUMBER, place, message)


def numbers_in(text: str) -> dict[str, Decimal]:
    """Return the numbers of a text as written, with their values; digits that are part of a name are left out."""
    plain = _RANGE.sub(" – ", _DATE.sub("", text))
    return {written: Decimal(written.replace(",", "").replace("·", ".")) for written in _NUMBER.findall(plain)}


def _spelt_in(text: str) -> set[Decimal]:
    return {_SPELT[word] for word in _SPELT_WORD.findall(text.casefold()) if word in _SPELT}
