"""Which questions a try asks, and which order of options it shows, from a seed: the same seed always gives the same."""

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from cme.core.activities import Posttest, Section
from cme.core.questions import TYPED, OpenQuestion, QuestionType


@dataclass(frozen=True, kw_only=True)
class Candidate:
    """A question that may be drawn, as far as drawing asks. ``times_seen``: in how many tries its learner met it."""

    id: str
    objective: str = ""
    topic: str = ""  # the first of its topics
    difficulty: str = ""
    stimulus: str = ""
    times_seen: int = 0

    def stratum(self, spread: str) -> str:
        """Return its value of what a section spreads over; "" spreads over nothing."""
        values = {"objective": self.objective, "topic": self.topic, "difficulty": self.difficulty}
        return values[spread] if spread else ""


def option_order(
    option_ids: Sequence[str], *, locked: Collection[str] = (), shuffle: bool, seed: str, question_id: str
) -> tuple[str, ...]:
    """Return the options in the order to show. Those locked, and all of an unshuffled question, stand as written."""
    if not shuffle:
        return tuple(option_ids)
    others = iter(_by_chance([each for each in option_ids if each not in locked], seed, question_id))
    return tuple(each if each in locked else next(others) for each in option_ids)


def shown_order(question: OpenQuestion, *, seed: str) -> tuple[str, ...]:
    """Return the ids of a question's options in the order to show, which depends on nothing that is secret.

    Items to be ordered never stand in the order of their ids: those are often written as the steps are numbered.
    """
    if question.type in TYPED:
        return ()
    ids = tuple(option.id for option in question.options)
    if question.type is not QuestionType.ORDERING:
        locked = {option.id for option in question.options if option.is_locked}
        return option_order(ids, locked=locked, shuffle=question.shuffle, seed=seed, question_id=question.id)
    order = option_order(ids, shuffle=True, seed=seed, question_id=question.id)
    return order if order != tuple(sorted(ids)) else (*order[1:], *order[:1])


def draw(posttest: Posttest, candidates: Mapping[str, Candidate], *, seed: str) -> tuple[str, ...]:
    """Return the ids of the questions of a try, in their order; ``candidates`` has every question that may be asked.

    Of each section, those its learner has seen least often, spread as evenly as there are questions. A question is
    asked once, however many sections it stands in. Raises KeyError for a question that is no candidate.
    """
    sections = posttest.sections or (Section(question_ids=posttest.question_ids, pick=len(posttest.question_ids)),)
    drawn: list[str] = []
    for place, section in enumerate(sections):
        left = [candidates[each] for each in dict.fromkeys(section.question_ids) if each not in drawn]
        of_section = f"{seed}\nsection {place}"
        chosen = set(_chosen(left, section, of_section))
        drawn += _arranged([each for each in left if each.id in chosen], section, of_section)
    return tuple(drawn)


def _chosen(left: Sequence[Candidate], section: Section, seed: str) -> Iterator[str]:
    """Yield the ids to ask: from the stratum asked least so far, among those from the one with the newest question."""
    strata: dict[str, list[Candidate]] = {}
    for each in sorted(left, key=lambda one: (one.times_seen, _rank(seed, one.id))):
        strata.setdefault(each.stratum(section.spread), []).append(each)
    taken = dict.fromkeys(strata, 0)
    for _ in range(min(section.pick, len(left))):
        name = min(
            (name for name, waiting in strata.items() if waiting),
            key=lambda one: (taken[one], strata[one][0].times_seen, _rank(seed, one)),
        )
        taken[name] += 1
        yield strata[name].pop(0).id


def _arranged(chosen: Sequence[Candidate], section: Section, seed: str) -> list[str]:
    """Return the questions in their order: those of one stimulus together, where the first of them stands."""
    groups: dict[str, list[str]] = {}
    for each in chosen:
        groups.setdefault(f"stimulus {each.stimulus}" if each.stimulus else f"question {each.id}", []).append(each.id)
    names = _by_chance(groups, seed, "order") if section.is_shuffled else groups
    return [question_id for name in names for question_id in groups[name]]


def _by_chance(names: Iterable[str], *where: str) -> list[str]:
    return sorted(names, key=lambda name: _rank(*where, name))


def _rank(*words: str) -> bytes:
    return hashlib.sha256("\n".join(words).encode()).digest()
