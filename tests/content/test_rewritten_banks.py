"""A good file written otherwise is the same bank: no style of YAML that an editor may choose is refused."""

import random
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml

from cme.content.bank import CheckedBank, check_bank
from cme.core.bank import Bank
from cme.paths import resource
from tests.banks.rewriting import Rewriter
from tests.content.test_manual import written_out
from tests.content.tiny import TINY
from tests.support.figures import Figure, record


def judge(
    count: int,
    folder: Path,
    check: Callable[[Path], CheckedBank] = check_bank,
    rewriter: type[Rewriter] = Rewriter,
) -> list[str]:
    """Rewrite every file of a good bank; return what was refused or read as something else, with its seed."""
    goods = [TINY, written_out(folder / "manual")[0], resource("question_bank")]
    sound = {good: check_bank(good) for good in goods}
    wrong = []
    for seed in range(count):
        rng = random.Random(seed)  # noqa: S311 - to be repeated, not secret
        good = goods[rng.choice((0, 0, 0, 1, 2))]
        copy = folder / "copy"
        shutil.rmtree(copy, ignore_errors=True)
        for path in sorted(good.rglob("*.yaml")):
            _rewrite(rng, rewriter, path, copy / path.relative_to(good))
        checked = check(copy)
        expected = sound[good].bank
        assert expected is not None
        if told(checked) != told(sound[good]):
            wrong.append(f"seed {seed}: {told(checked)}")
        elif checked.bank != expected:
            wrong.append(f"seed {seed}: read otherwise: {differing(checked.bank, expected)}")
    return wrong


def _rewrite(rng: random.Random, rewriter: type[Rewriter], path: Path, copy: Path) -> None:
    """Write a file otherwise; another reader of YAML must read it as it was."""
    data = yaml.load(path.read_bytes(), yaml.CBaseLoader)  # noqa: S506 - it makes nothing but text
    if copy.name != "provider.yaml" and rng.random() < 0.3:
        copy = copy.with_name("deeper") / f"{rng.choice(('a', 'é', 'two words', 'no.yaml'))} {copy.name}"
    copy.parent.mkdir(parents=True, exist_ok=True)
    copy.write_bytes(rewriter(rng).write(data))


def told(checked: CheckedBank) -> list[str]:
    """Return what is told of a bank, wherever in it: a good one may have an info or two."""
    return sorted(f"{each.severity} {each.rule} {each.message}" for each in checked.problems)


def differing(bank: Bank | None, expected: Bank) -> str:
    return ", ".join(name for name in vars(expected) if getattr(bank, name, None) != getattr(expected, name))


class BrokenRewriter(Rewriter):
    """Forgets to double an apostrophe, as a program that writes YAML by hand would."""

    def scalar(self, text: str, indent: int, *, in_flow: bool = False) -> str:
        return f"'{text}'"


def a_check_that_refuses_other_ends_of_lines(folder: Path) -> CheckedBank:
    path = folder / "provider.yaml"
    path.write_bytes(path.read_bytes().replace(b"\r", b"\x00"))
    return check_bank(folder)


def a_check_that_reads_a_comment(folder: Path) -> CheckedBank:
    path = folder / "provider.yaml"
    path.write_bytes(path.read_bytes().replace(b"#", b"x"))
    return check_bank(folder)


@pytest.mark.parametrize("count", [200, pytest.param(10_000, marks=pytest.mark.slow)])
def test_no_good_file_is_refused(count: int, tmp_path: Path) -> None:
    wrong = judge(count, tmp_path / "sound")

    checks = (a_check_that_refuses_other_ends_of_lines, a_check_that_reads_a_comment)
    caught = sum(bool(judge(25, tmp_path / check.__name__, check)) for check in checks)
    caught += bool(judge(5, tmp_path / "rewriter", rewriter=BrokenRewriter))
    record(
        Figure(
            proof="Question bank",
            what="good banks written otherwise that were refused or read as something else",
            goal="0",
            measured=f"{len(wrong)} of {count:,}",
            is_met=not wrong,
            is_full=count > 200,
            size=f"{count:,} seeded rewritings: quotes, order, flow, folding, comments, ends of lines, marks of UTF-8",
            control=f"{caught} of 3 broken builds caught",
        )
    )
    assert wrong == []
    assert caught == 3
