"""One fault at a time in a valid bank: whichever way it is checked, it is told in its place, under its rule, alone."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace
from pathlib import Path

import pytest

from cme.content.formatting import format_text
from cme.content.rule_table import RULES
from tests.banks.channels import CHANNELS, Channel
from tests.banks.corpus import all_faults
from tests.banks.fault import Fault
from tests.banks.sent import SENT, Sent
from tests.banks.verdicts import verdicts
from tests.support.figures import Figure, record

FAULTS = all_faults()
FILES = CHANNELS[0]
# Nothing that can be written raises these today: a fault of cme itself would, or credit once it can be offered.
SAFETY_NETS = {
    "expires-late": "test_flawed_banks.py",
    "expires-missing": "test_flawed_banks.py",
    "format-unsafe": "test_formatting.py",
    "posttest-impossible": "test_flawed_banks.py",
    "reveal-names-key": "test_flawed_banks.py",
}


@pytest.fixture
def _publishing_reaches_a_database(sqlite_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CME_DATABASE_URL", sqlite_url)
    monkeypatch.setenv("CME_DATA_DIR", str(tmp_path / "var"))


@pytest.mark.usefixtures("_publishing_reaches_a_database")
@pytest.mark.parametrize("every", [2, pytest.param(1, marks=pytest.mark.slow)])
@pytest.mark.parametrize("channel", CHANNELS, ids=lambda channel: channel.name)
def test_every_channel_tells_each_fault_in_its_place(channel: Channel, every: int, tmp_path: Path) -> None:
    found = verdicts(channel, _asked(channel, every), tmp_path)
    caught = sum(bool(verdicts(broken, _few(), tmp_path).wrong) for broken in _broken(channel).values())

    record(
        Figure(
            proof="Question bank",
            what=f"faults of the corpus told wrongly by {channel.name}",
            goal="0",
            measured=f"{len(found.wrong)} of {found.asked}",
            is_met=not found.wrong,
            is_full=every == 1 or not channel.is_slow,
            size=f"{found.asked} hand-made faults",
            control=f"{caught} of {len(_broken(channel))} broken channels caught",
        )
    )
    assert found.wrong == []
    assert found.asked >= 150
    assert caught == len(_broken(channel))


def test_uploads_are_refused_as_they_must_be(tmp_path: Path) -> None:
    wrong = {name: told for name, sent in SENT.items() if (told := unpacked(sent, tmp_path / name)) != [*sent.told]}

    assert wrong == {}
    assert unpacked(replace(SENT["a picture"], name="scan.yaml"), tmp_path / "another") != [*SENT["a picture"].told]


def unpacked(sent: Sent, folder: Path) -> list[str]:
    problems = sent.unpack(folder)
    return [f"{each.path}:{each.line}:{each.column} {each.severity} {each.rule}" for each in problems]


def test_every_rule_is_raised_by_the_corpus(tmp_path: Path) -> None:
    rules = set(RULES) - SAFETY_NETS.keys() - {each.rule for each in format_text("word.yaml", b"word")[1]}

    assert unraised(rules, FAULTS, SENT, tmp_path) == set()


def test_a_safety_net_is_tried_with_a_fault_planted_above_it() -> None:
    tests = {rule: (Path(__file__).parent / name).read_text("utf-8") for rule, name in SAFETY_NETS.items()}

    assert [rule for rule, text in tests.items() if f'"{rule}"' not in text] == []


def unraised(rules: Collection[str], faults: Mapping[str, Fault], sent: Mapping[str, Sent], folder: Path) -> set[str]:
    """Return the rules that nothing raises."""
    raised = verdicts(FILES, faults, folder / "faults").raised
    for name, one in sent.items():
        raised |= {each.rule for each in one.unpack(folder / "sent" / name)}
    return set(rules) - raised


def test_a_rule_that_nothing_raises_is_seen(tmp_path: Path) -> None:
    rules = ("key-count", "value-choice", "upload-kind", "upload-bank")
    sent = {"a picture": SENT["a picture"]}

    assert unraised(rules, _few(), sent, tmp_path) == {"key-count", "upload-bank"}


def test_a_fault_that_is_none_is_seen(tmp_path: Path) -> None:
    harmless = Fault("activity", "audience: Physicians", "audience: ‸Nurses", ["text-empty"])

    assert verdicts(FILES, {"harmless": harmless}, tmp_path).wrong == [
        "harmless: must be told ['activities/case.yaml:8:11 error text-empty'], but is told []"
    ]


def _asked(channel: Channel, every: int) -> dict[str, Fault]:
    """Leave some faults out where the channel is slow: publishing opens its database anew for each."""
    names = list(FAULTS)[:: every if channel.is_slow else 1]
    return {name: FAULTS[name] for name in names}


def _few() -> dict[str, Fault]:
    """Some faults, for the broken channels; among them one that gives problems in two files."""
    return {name: FAULTS[name] for name in ("form: status unknown", "meaning: id taken by a passage")}


def _broken(channel: Channel) -> dict[str, Channel]:
    """Channels that go wrong as real ones could; each must be told from a sound one."""

    def changed(change: Callable[[list[str]], list[str]]) -> Channel:
        return replace(channel, tell=lambda bank, given: change(channel.tell(bank, given)))

    return {
        "stops at the first file": changed(lambda lines: [each for each in lines if _path(each) == _path(lines[0])]),
        "counts columns from 0": changed(lambda lines: [_moved(line) for line in lines]),
        "does not know a rule": changed(lambda lines: [line for line in lines if "value-choice" not in line]),
        "names another severity": changed(lambda lines: [line.replace(": error", ": info") for line in lines]),
        "leaves the remedy out": changed(lambda lines: [line.partition(";")[0] + "." for line in lines]),
    }


def _path(line: str) -> str:
    return line.partition(":")[0]


def _moved(line: str) -> str:
    path, number, column, rest = line.split(":", maxsplit=3)
    return f"{path}:{number}:{int(column) - 1}:{rest}"
