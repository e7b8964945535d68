"""A rule about how hard a stem is to read, by the Flesch-Kincaid grade (Kincaid et al. 1975).

Names of drugs and diseases have many syllables and cannot be helped: no word counts for more than three.
"""

import re
from collections.abc import Iterator
from fractions import Fraction

from cme.content.lint.stem import MOST_WORDS
from cme.content.lint.view import BankView, Finding, QuestionView, flaw
from cme.content.problems import Severity

MOST_GRADE = 18  # years of school: somebody who finished university
_FEWEST = 20  # words of a text of which a grade says something
_MOST_SYLLABLES = 3
_SYLLABLE = re.compile(r"[aeiouy]+")
_SILENT = re.compile(r"(?<![aeiouyl])e[sd]?$")
_SENTENCE = re.compile(r"[.?!:;](?=\s|$)")

READ = flaw(
    "lint-readability",
    Severity.INFO,
    "The stem is hard to read.",
    "Who reads in a second language, or in haste, is tested on reading (NBME item-writing guide).",
    "Write shorter sentences and plainer words.",
)
RULES = (READ,)


def findings(view: QuestionView, bank: BankView) -> Iterator[Finding]:
    """Say so where a stem is hard to read."""
    if len(view.stem_words) < _FEWEST or len(view.lead_in_words) > MOST_WORDS:  # which has its own rule
        return
    reached = grade(view.stem, view.stem_words)
    if reached > MOST_GRADE:
        message = f"The stem reads like grade {round(reached)} (Flesch-Kincaid). {READ.remedy}"
        yield Finding(READ, ("stem",), message)


def grade(text: str, words: tuple[str, ...]) -> Fraction:
    """Return 0.39 × words per sentence + 11.8 × syllables per word − 15.59; 0 for no words."""
    if not words:
        return Fraction(0)
    sentences = max(1, len(_SENTENCE.findall(text)))
    syllables = sum(min(_MOST_SYLLABLES, syllables_of(word)) for word in words)
    per_sentence, per_word = Fraction(len(words), sentences), Fraction(syllables, len(words))
    return Fraction(39, 100) * per_sentence + Fraction(118, 10) * per_word - Fraction(1559, 100)


def syllables_of(word: str) -> int:
    """Return about how many syllables an English word has: its groups of vowels, without a silent e."""
    return max(1, len(_SYLLABLE.findall(_SILENT.sub("", word))))
