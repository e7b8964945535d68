"""Canaries, and the secret half of an option or a prompt with one in each of its texts."""

import hashlib
import re
from fractions import Fraction
from typing import Any

from cme.core.sources import Evidence, Passage, Relation

ONE, OTHER = "one", "other"
CANARY = re.compile(r"qz[0-9a-f]{14}|(?<!\d)7777\d{9}(?!\d)")  # words, and the ends of ranges
SOUGHT = "sassafras"  # in the rationales of one twin alone: a search that reads them would find it there


def canary(*names: str) -> str:
    """Return the canary of a secret field: the same for the same names, and no other."""
    return "qz" + hashlib.sha256("/".join(names).encode()).hexdigest()[:14]


def number(first: int, *names: str) -> Fraction:
    """Return the canary of a secret number, which begins with 7777 and the digit ``first``."""
    rest = int(hashlib.sha256("/".join(names).encode()).hexdigest(), 16) % 10**8
    return Fraction(7777 * 10**9 + first * 10**8 + rest)


def told(where: tuple[str, str, str], text: str, *, is_key: bool, is_silent: bool, kind: str) -> dict[str, Any]:
    """Return why a part is right or wrong: its rationale, with evidence or the reason for none."""
    longer = f" {SOUGHT}" * 7 if where[0] == OTHER else ""
    return {
        "rationale": f"Why {text} {canary(*where, f'{kind}.rationale')}.{longer}",
        "evidence": () if is_silent else _evidence(where, is_key=is_key),
        "silent": f"Nothing is said {canary(*where, f'{kind}.silent')}." if is_silent else "",
    }


def _evidence(where: tuple[str, str, str], *, is_key: bool) -> tuple[Evidence, ...]:
    against = Relation.CONTRASTS if where[0] == ONE else Relation.QUALIFIES
    found = [_one_evidence(where, "1", Relation.SUPPORTS if is_key else against)]
    if where[0] == OTHER:
        found.append(_one_evidence(where, "2", Relation.MENTIONS))
    return tuple(found)


def _one_evidence(where: tuple[str, str, str], number: str, relation: Relation) -> Evidence:
    def secret(field: str) -> str:
        return canary(*where, number, field)

    passage = Passage(
        id=f"paper#{secret('Passage.id')}",
        source_id="paper",
        section=f"Section {secret('Passage.section')}",
        place=f"paragraph {secret('Passage.place')}",
        quote=f"It was seen {secret('Passage.quote')} then.",
        context_before=f"Before {secret('Passage.context_before')}.",
        context_after=f"After {secret('Passage.context_after')}.",
        basis=f"resting on {secret('Passage.basis')}",
    )
    return Evidence(passage=passage, relation=relation, note=f"Bearing {secret('Evidence.note')}")
