"""Whether an address has an account is told by nothing: not by an answer's bytes, headers, statements or time."""

import pytest
from flask import Flask

from cme.services import passwords
from tests.security.sign_in_timing import FIELDS, GROUPS, UNKNOWN, Prober, Sample, area, interleaved, margin
from tests.support.clock import SettableClock
from tests.support.figures import Figure, record

MOST = 0.55
BLOCK, LAST = 300, 1500
SURE = 1.96  # 95 of 100: more requests are sent until the area is that surely on one side of the goal
VERY_SURE = 4.0  # the small run only finds what is plain
OF = 3  # requests, of which the quickest counts in the small run
ALL = [UNKNOWN, *GROUPS]
HASHING = ("/account/sign-in", "/account/sign-up")
PATHS = sorted(FIELDS)


@pytest.fixture
def prober(app: Flask, clock: SettableClock) -> Prober:
    return Prober(app, clock)


def told_apart(found: dict[str, list[Sample]]) -> list[str]:
    """Say by what a group differs from unknown addresses, time aside."""
    [unknown] = {sample.answer for sample in found[UNKNOWN]}
    [statements] = {sample.statements for sample in found[UNKNOWN]}
    wrong = []
    for group, samples in found.items():
        wrong += [f"{group}: another answer" for sample in samples if sample.answer != unknown]
        wrong += [f"{group}: {sample.statements}" for sample in samples if sample.statements != statements]
    return wrong


@pytest.mark.parametrize("path", PATHS)
def test_answers_and_statements_are_the_same(both_app: Flask, clock: SettableClock, path: str) -> None:
    """Status, headers, body, names of cookies, and the kinds of statements in their order."""
    prober = Prober(both_app, clock)
    interleaved(prober, path, ALL, 1)  # what is prepared at first use
    assert told_apart(interleaved(prober, path, ALL, 2)) == []


def areas(found: dict[str, list[Sample]]) -> dict[str, float]:
    seconds = {group: [sample.seconds for sample in samples] for group, samples in found.items()}
    return {group: area(taken, seconds[UNKNOWN]) for group, taken in seconds.items() if group != UNKNOWN}


def quietest(found: dict[str, list[Sample]]) -> dict[str, list[Sample]]:
    """Keep the quickest of every few, as somebody would who listens while the server has other work too."""
    return {
        group: [min(samples[at : at + OF], key=lambda sample: sample.seconds) for at in range(0, len(samples), OF)]
        for group, samples in found.items()
    }


@pytest.mark.parametrize(("path", "count"), [("/account/sign-in", 25), ("/account/forgotten", 60)])
def test_times_do_not_plainly_differ(prober: Prober, path: str, count: int) -> None:
    found = areas(quietest(interleaved(prober, path, [UNKNOWN, "known"], OF * count)))
    assert found["known"] - margin(count, count, VERY_SURE) <= MOST


def undecided(found: dict[str, float], count: int) -> bool:
    return any(abs(each - MOST) < margin(count, count, SURE) for each in found.values())


@pytest.mark.slow
@pytest.mark.parametrize("path", PATHS)
def test_times_tell_nothing(prober: Prober, path: str) -> None:
    """Measured in the server's own process, closer than anybody outside can, by the clock on the wall."""
    timed = [UNKNOWN, "known", *([] if path in HASHING else ["unconfirmed"])]  # a hash takes ten times as long
    interleaved(prober, path, timed, 5)
    samples: dict[str, list[Sample]] = {group: [] for group in timed}
    while (count := len(samples[UNKNOWN])) < BLOCK or (count < LAST and undecided(areas(samples), count)):
        for group, more in interleaved(prober, path, timed, BLOCK).items():
            samples[group] += more
    found = areas(samples)
    worst = max(found.values())
    record(
        Figure(
            proof="Sign-in",
            what=f"known and unknown addresses told apart by time (AUC), {path}",
            goal="≤ 0.55",
            measured=", ".join(f"{group} {value:.3f}" for group, value in found.items()),
            is_met=worst <= MOST,
            is_full=True,
            size=f"{count} interleaved requests of each kind, ± {margin(count, count, SURE):.3f}",
            control="without the dummy hash: > 0.9",
        )
    )
    assert worst <= MOST, found


def test_an_early_return_is_found(prober: Prober, monkeypatch: pytest.MonkeyPatch) -> None:
    """The control: a build that hashes nothing for unknown addresses."""
    verify = passwords.verify

    def early(password_hash: str | None, password: str) -> bool:
        return password_hash is not None and verify(password_hash, password)

    monkeypatch.setattr(passwords, "verify", early)
    count = 25
    found = areas(quietest(interleaved(prober, "/account/sign-in", [UNKNOWN, "known"], OF * count)))
    assert found["known"] > 0.9
    assert found["known"] - margin(count, count, VERY_SURE) > MOST


def test_another_sentence_or_statement_is_found(prober: Prober) -> None:
    """The control: one letter in an answer, one statement more."""
    found = interleaved(prober, "/account/sign-in", [UNKNOWN, "known"], 1)
    assert told_apart(found) == []
    [sample] = found["known"]
    longer = Sample((*sample.answer[:-1], f"{sample.answer[-1]}!"), sample.seconds, sample.statements)
    busier = Sample(sample.answer, sample.seconds, (*sample.statements, "SELECT"))
    assert told_apart({UNKNOWN: found[UNKNOWN], "known": [longer]}) == ["known: another answer"]
    assert len(told_apart({UNKNOWN: found[UNKNOWN], "known": [busier]})) == 1


def test_areas_and_margins() -> None:
    assert area([1.0, 2.0], [3.0, 4.0]) == area([3.0, 4.0], [1.0, 2.0]) == 1.0
    assert area([1.0, 4.0], [2.0, 3.0]) == 0.5
    assert margin(300, 300, 1) == pytest.approx(0.0236, abs=0.0001)
