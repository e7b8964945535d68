"""How a corrected key bears on attempts begun before it: what earns the mark of a question, and by whose decision."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from cme.core.scoring import Scoring


class KeyPolicy(StrEnum):
    """What becomes of answers given before a key was corrected. Chosen for each question as it is published."""

    NEW_KEY = "new-key"  # only the new key counts
    OLD_AND_NEW = "old-and-new"  # the old key and the new one both count
    FULL_CREDIT = "full-credit"  # everybody gets the mark, whatever they answered
    LEAVE_SCORES = "leave-scores"  # what was begun under the old key is marked by it for good


POLICY_WORDS = {
    KeyPolicy.NEW_KEY: "Only the new key counts.",
    KeyPolicy.OLD_AND_NEW: "The old key and the new key both count.",
    KeyPolicy.FULL_CREDIT: "Everybody gets full credit for this question.",
    KeyPolicy.LEAVE_SCORES: "Attempts begun before keep the marks that the old key gives.",
}


@dataclass(frozen=True, kw_only=True)
class Correction:
    """The key of one question was changed. ``number`` ascends in the order of the decisions."""

    number: int
    policy: KeyPolicy
    old: Scoring
    new: Scoring


def is_answerable(new: Scoring, offered: frozenset[str]) -> bool:
    """Say whether an attempt that was shown ``offered`` could have been answered with a new key."""
    return new.key_options <= offered


def earning(
    asked: Scoring, offered: frozenset[str], chosen: Iterable[str], corrections: Iterable[Correction]
) -> Scoring | None:
    """Return the scoring that gives one question of an attempt its mark; None where everybody has it.

    It is the one it was asked with and all later corrections, oldest first; of several that count, the one that gives
    most, the newest first. ``offered`` are the options and prompts the attempt was shown. Where a new key was not
    among them, nobody could choose it, so "only the new key" takes no mark away.
    """
    accepted, is_given_to_all = [asked], False
    for each in corrections:
        if each.policy is KeyPolicy.NEW_KEY and is_answerable(each.new, offered):
            accepted, is_given_to_all = [each.new], False
        elif each.policy is KeyPolicy.OLD_AND_NEW:
            accepted += [each.old, each.new]
        elif each.policy is KeyPolicy.FULL_CREDIT:
            is_given_to_all = True
    answer = tuple(chosen)
    return None if is_given_to_all else max(reversed(accepted), key=lambda each: each.mark(answer))


def mark_corrected(
    asked: Scoring, offered: frozenset[str], chosen: Iterable[str], corrections: Iterable[Correction]
) -> Fraction:
    """Mark one question of an attempt as it was asked and by all later corrections, as ``earning`` says."""
    answer = tuple(chosen)
    found = earning(asked, offered, answer, corrections)
    return Fraction(1) if found is None else found.mark(answer)
