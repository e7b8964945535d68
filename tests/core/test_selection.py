"""Which questions are drawn and how options stand: by the seed alone, what was seen least first."""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cme.core import selection
from cme.core.activities import Posttest, Section
from cme.core.questions import OpenOption, OpenQuestion, QuestionType
from cme.core.selection import Candidate, draw, option_order, shown_order

IDS = ("a", "b", "c", "d", "e")
OBJECTIVES, TOPICS, DIFFICULTIES = ("recall", "apply", "judge"), ("heart", "lung"), ("", "easy", "hard")
FIXED = Posttest(question_ids=(), pass_mark=Fraction(7, 10), attempts=2, cooldown_hours=0)


def asked(
    kind: QuestionType, *, shuffle: bool = False, ids: tuple[str, ...] = IDS, locked: Collection[str] = ()
) -> OpenQuestion:
    return OpenQuestion(
        id="q",
        type=kind,
        stem="?",
        options=tuple(OpenOption(id=each, text=each, is_locked=each in locked) for each in ids),
        shuffle=shuffle,
        objective="recall",
        topics=(),
        read_again="",
        verbatim="",
        reviewed="",
    )


def test_unshuffled_options_keep_the_order_written() -> None:
    assert option_order(IDS, shuffle=False, seed="any", question_id="q") == IDS


@given(st.text(min_size=1), st.text(min_size=1))
def test_a_shuffle_loses_and_invents_nothing_and_repeats(seed: str, question_id: str) -> None:
    order = option_order(IDS, shuffle=True, seed=seed, question_id=question_id)
    assert sorted(order) == sorted(IDS)
    assert order == option_order(IDS, shuffle=True, seed=seed, question_id=question_id)
    assert order == option_order(IDS[::-1], shuffle=True, seed=seed, question_id=question_id)


def test_every_option_comes_first_about_as_often() -> None:
    first = [option_order(IDS, shuffle=True, seed=str(n), question_id="q")[0] for n in range(1000)]
    assert all(150 < first.count(each) < 250 for each in IDS)


@given(st.text(min_size=1), st.permutations(IDS), st.sets(st.sampled_from(IDS)))
def test_locked_options_keep_their_places_and_the_others_stand_as_without_them(
    seed: str, ids: list[str], locked: set[str]
) -> None:
    order = option_order(ids, locked=locked, shuffle=True, seed=seed, question_id="q")
    assert [each if each in locked else "" for each in order] == [each if each in locked else "" for each in ids]
    free = [each for each in ids if each not in locked]
    others = option_order(free, shuffle=True, seed=seed, question_id="q")
    assert tuple(each for each in order if each not in locked) == others


def test_options_beside_a_locked_one_come_first_about_as_often() -> None:
    first = [option_order(IDS, locked={"e"}, shuffle=True, seed=str(n), question_id="q")[0] for n in range(1000)]
    assert all(200 < first.count(each) < 300 for each in IDS[:4])


def test_the_locked_options_of_a_question_stay_except_where_the_places_are_the_key() -> None:
    for kind in (QuestionType.SINGLE, QuestionType.MULTIPLE, QuestionType.MATCHING):
        assert shown_order(asked(kind, shuffle=True, locked={"b", "e"}), seed="seed") == ("c", "b", "d", "a", "e")
        assert shown_order(asked(kind, shuffle=True, locked={"a"}), seed="seed") == ("a", "c", "b", "d", "e")
    ordering = shown_order(asked(QuestionType.ORDERING), seed="seed")
    assert shown_order(asked(QuestionType.ORDERING, locked={"a", "e"}), seed="seed") == ordering


def test_an_order_once_drawn_stays_the_same_in_every_version() -> None:
    assert option_order(IDS, shuffle=True, seed="seed", question_id="q") == ("c", "b", "d", "a", "e")


@given(st.text(min_size=1), st.integers(2, 6))
def test_items_to_be_ordered_never_stand_as_their_ids_do(seed: str, count: int) -> None:
    ids = tuple("abcdef"[:count])
    order = shown_order(asked(QuestionType.ORDERING, ids=ids), seed=seed)
    assert sorted(order) == list(ids)
    assert order != ids


def test_typed_answers_show_no_options_and_pairs_are_shuffled_where_written() -> None:
    for kind in (QuestionType.NUMERIC, QuestionType.SHORT_TEXT):
        assert shown_order(asked(kind, shuffle=True), seed="seed") == ()
    for kind in (QuestionType.MATCHING, QuestionType.EXTENDED_MATCHING, QuestionType.MULTIPLE):
        assert shown_order(asked(kind), seed="seed") == IDS
        assert shown_order(asked(kind, shuffle=True), seed="seed") == ("c", "b", "d", "a", "e")


@st.composite
def pools(make: st.DrawFn) -> tuple[Posttest, dict[str, Candidate]]:
    """Sections over questions of several strata and stimuli, some seen before; some stand in two sections."""
    count = make(st.integers(1, 14))
    candidates = {
        f"q{n}": Candidate(
            id=f"q{n}",
            objective=make(st.sampled_from(OBJECTIVES)),
            topic=make(st.sampled_from(TOPICS)),
            difficulty=make(st.sampled_from(DIFFICULTIES)),
            stimulus=make(st.sampled_from(("", "", "case", "film"))),
            times_seen=make(st.integers(0, 2)),
        )
        for n in range(count)
    }
    sections = []
    for _ in range(make(st.integers(0, 3))):
        ids = make(st.lists(st.sampled_from(sorted(candidates)), unique=True, min_size=1))
        spread = make(st.sampled_from(("", "objective", "topic", "difficulty")))
        pick = make(st.integers(1, len(ids)))
        sections.append(Section(question_ids=tuple(ids), pick=pick, spread=spread, is_shuffled=make(st.booleans())))
    return replace(FIXED, question_ids=tuple(candidates), sections=tuple(sections)), candidates


def drawn_by_section(
    posttest: Posttest, candidates: Mapping[str, Candidate], seed: str
) -> Iterator[tuple[Section, list[Candidate], list[Candidate]]]:
    """Yield each section with what it could draw and what it drew, in the order drawn."""
    order, gone = list(draw(posttest, candidates, seed=seed)), set[str]()
    for section in posttest.sections:
        able = [candidates[each] for each in section.question_ids if each not in gone]
        mine, order = order[: min(section.pick, len(able))], order[min(section.pick, len(able)) :]
        gone |= set(mine)
        yield section, able, [candidates[each] for each in mine]
    assert order == [] or not posttest.sections


def faults(posttest: Posttest, candidates: Mapping[str, Candidate], seed: str) -> Iterator[str]:
    """Say which rules of drawing are broken, by counting alone."""
    order = draw(posttest, candidates, seed=seed)
    if order != draw(posttest, dict(list(candidates.items())[::-1]), seed=seed):
        yield "the same seed draws differently"
    if len(set(order)) != len(order):
        yield "a question is asked twice"
    for section, able, mine in drawn_by_section(posttest, candidates, seed):
        if not {each.id for each in mine} <= {each.id for each in able}:
            yield "a question of another section"
        if len(mine) != min(section.pick, len(able)):
            yield "too few or too many"
        yield from _of_strata(section, able, mine)
        yield from _of_stimuli(section, mine)


def _of_strata(section: Section, able: list[Candidate], mine: list[Candidate]) -> Iterator[str]:
    sizes = Counter(each.stratum(section.spread) for each in able)
    counts = Counter(each.stratum(section.spread) for each in mine)
    for one in sizes:
        left = [each.times_seen for each in able if each.stratum(section.spread) == one and each not in mine]
        drawn = [each.times_seen for each in mine if each.stratum(section.spread) == one]
        if left and drawn and min(left) < max(drawn):
            yield "one seen less often is left out"
        if counts[one] < sizes[one] and any(counts[other] > counts[one] + 1 for other in sizes):
            yield "one stratum is asked more than needed"


def _of_stimuli(section: Section, mine: list[Candidate]) -> Iterator[str]:
    for stimulus in ("case", "film"):
        places = [place for place, each in enumerate(mine) if each.stimulus == stimulus]
        if places and places != list(range(places[0], places[0] + len(places))):
            yield "questions of one stimulus stand apart"
        written = [section.question_ids.index(mine[place].id) for place in places]
        if written != sorted(written):
            yield "questions of one stimulus changed their order"
    own = [section.question_ids.index(each.id) for each in mine if not each.stimulus]
    if not section.is_shuffled and own != sorted(own):
        yield "an unshuffled section is shuffled"


@given(pools(), st.text(min_size=1, max_size=5))
def test_a_draw_keeps_every_rule(pool: tuple[Posttest, dict[str, Candidate]], seed: str) -> None:
    assert list(faults(*pool, seed)) == []


def _never_seen(candidates: list[Candidate], _section: Section, _seed: str) -> Iterator[str]:
    return (each.id for each in candidates[: _section.pick])


def _as_drawn(chosen: list[Candidate], _section: Section, _seed: str) -> list[str]:
    return sorted(each.id for each in chosen)


@pytest.mark.parametrize(
    ("name", "broken", "expected"),
    [
        ("_chosen", _never_seen, "one seen less often is left out"),
        ("_arranged", _as_drawn, "questions of one stimulus stand apart"),
    ],
)
def test_a_broken_draw_is_seen(monkeypatch: pytest.MonkeyPatch, name: str, broken: object, expected: str) -> None:
    monkeypatch.setattr(selection, name, broken)
    stimuli = ("case", "", "case", "", "case")
    made = {f"q{n}": Candidate(id=f"q{n}", stimulus=stimuli[n], times_seen=2 - n // 2) for n in range(5)}
    sections = (Section(question_ids=tuple(made), pick=4),)
    assert expected in list(faults(replace(FIXED, question_ids=tuple(made), sections=sections), made, "seed"))


def test_a_fixed_list_is_asked_whole_and_as_written() -> None:
    made = {each: Candidate(id=each, times_seen=n) for n, each in enumerate(IDS)}
    assert draw(replace(FIXED, question_ids=IDS[::-1]), made, seed="seed") == IDS[::-1]


def test_another_seed_draws_another_try_and_a_second_try_what_is_new() -> None:
    section = Section(question_ids=tuple(f"q{n}" for n in range(12)), pick=4, is_shuffled=True)
    posttest = replace(FIXED, question_ids=section.question_ids, sections=(section,))
    fresh = {each: Candidate(id=each) for each in section.question_ids}
    assert len({draw(posttest, fresh, seed=str(n)) for n in range(20)}) > 15
    first = draw(posttest, fresh, seed="1")
    seen = fresh | {each: Candidate(id=each, times_seen=1) for each in first}
    assert set(first) & set(draw(posttest, seen, seed="2")) == set()
    assert posttest.length == len(first)
