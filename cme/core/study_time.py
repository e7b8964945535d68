"""How long an article and its questions take, after Mergener: the usual estimate in continuing education.

Minutes = 0.9 × (−22.3 + 0.00209 × words + 2.78 × questions + 15.5 × difficulty), rounded down. Difficulty is a
reviewer's, from 1 to 5. Title, authors and references are not counted among the words. AORN prints "22.3 +", but its
worked sample (3,774 words, 16 questions, difficulty 2.5: 61.9 minutes) only comes out with −22.3.
"""

from collections.abc import Sequence
from fractions import Fraction
from math import floor

# The authors' words on Mergener's scale. Its ends are left out: nobody says that a question is beyond all others.
DIFFICULTIES = {"easy": 2, "medium": 3, "hard": 4}
USUAL = DIFFICULTIES["medium"]


def mergener_minutes(words: int, questions: int, difficulty: Fraction) -> int:
    """Return the estimate in whole minutes; 0 or less where the text is too short for the formula."""
    terms = Fraction("0.00209") * words + Fraction("2.78") * questions + Fraction("15.5") * difficulty
    return floor(Fraction(9, 10) * (terms - Fraction("22.3")))


def mean_difficulty(difficulties: Sequence[str]) -> Fraction:
    """Return the mean on Mergener's scale; a question without a word counts as medium."""
    return Fraction(sum(DIFFICULTIES.get(each, USUAL) for each in difficulties), len(difficulties))
