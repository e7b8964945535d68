"""A question as the rules of writing look at it: taken apart once, shared by all of them."""

import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from cme.content.documents import Location
from cme.content.draft import QuestionRecord
from cme.content.problems import Severity
from cme.content.rule import Rule
from cme.content.rules_questions import COMBINATION
from cme.content.schema import OptionEntry, QuestionEntry
from cme.core.questions import CHOICES, QuestionType

_CHOICES = CHOICES - {QuestionType.TRUE_FALSE}
_WORD = re.compile(r"[^\W_]+(?:[-'’.][^\W_]+)*")
_SENTENCE_END = re.compile(r"[.?!:](?=\s+[\"“‘(]?[A-Z0-9])")
_COMMON = 3  # a word in more questions than this gives no key away


@dataclass(frozen=True, slots=True)
class Finding:
    """One flaw: the rule, where in the question, and the sentences to print. ``severity`` None = the rule's own."""

    rule: Rule
    place: Location
    message: str
    severity: Severity | None = None


def flaw(rule_id: str, severity: Severity, what: str, why: str, remedy: str) -> Rule:
    """Return a rule about words that may be a publisher's: in a question kept verbatim it is an info."""
    also = () if severity is Severity.INFO else (Severity.INFO,)
    return Rule(rule_id, severity, what, why, remedy, also)


def words_of(text: str) -> tuple[str, ...]:
    """Return the words in small letters, names and numbers with a hyphen or a point as one."""
    return tuple(_WORD.findall(text.casefold()))


def lexicon(words: str) -> frozenset[str]:
    """Return the words of a list that is written as text."""
    return frozenset(words.split())


class OptionView:
    """One option: its text, its words, and whether it only means something beside the others."""

    def __init__(self, number: int, option: OptionEntry) -> None:
        self.number, self.text, self.is_key, self.is_locked = number, option.text, option.correct, option.locked
        self.words = words_of(option.text)
        self.is_combination = COMBINATION.fullmatch(option.text.rstrip(".")) is not None

    @property
    def place(self) -> Location:
        return ("options", self.number, "text")


class QuestionView:
    """One question: its lead-in (the last sentence of the stem), its words and its options."""

    def __init__(self, record: QuestionRecord, question: QuestionEntry) -> None:
        self.record, self.question = record, question
        self.stem = question.stem
        self.stem_words = words_of(question.stem)
        self.options = [OptionView(*each) for each in enumerate(question.options)]
        self.keys = [option for option in self.options if option.is_key]
        self.distractors = [option for option in self.options if not option.is_key]
        self.prompts = [(prompt.text, words_of(prompt.text)) for prompt in question.prompts]
        self.has_choice = question.type in _CHOICES and len(self.options) > 1  # of options that were written

    @cached_property
    def key(self) -> OptionView | None:
        """Return the key where there is exactly one, and something to confuse it with."""
        return self.keys[0] if self.has_choice and len(self.keys) == 1 and self.distractors else None

    @cached_property
    def lead_in(self) -> str:
        """Return the last sentence of the stem: what is asked."""
        ends = [match.end() for match in _SENTENCE_END.finditer(self.stem)]
        return self.stem[ends[-1] :].strip() if ends else self.stem

    @cached_property
    def lead_in_words(self) -> tuple[str, ...]:
        return words_of(self.lead_in)

    @cached_property
    def word_set(self) -> frozenset[str]:
        """Return every word of the stem, the prompts and the options."""
        words = [*[option.words for option in self.options], *[words for _, words in self.prompts]]
        return frozenset(self.stem_words).union(*words)


@dataclass(frozen=True)
class BankView:
    """What the rules about one question need to know of the others."""

    questions_with: Mapping[str, int]  # by word
    quotes: Mapping[str, str]  # what is quoted and its context, by source-id#passage-id
    years: frozenset[str]  # of publication and of what came since

    def is_common(self, word: str) -> bool:
        """Say whether a word stands in so many questions that it points to no option of one."""
        return self.questions_with.get(word, 0) > _COMMON


def count_words(views: list[QuestionView]) -> Counter[str]:
    """Count in how many questions each word stands."""
    counted: Counter[str] = Counter()
    for view in views:
        counted.update(view.word_set)
    return counted
