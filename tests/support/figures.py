"""What the proofs counted, kept as JSON until ``make figures`` writes the table of docs/quality.md from it."""

import json
import re
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

FOLDER = Path(__file__).parents[2] / "build" / "figures"
PROOFS = (  # in the order of the table; a figure belongs to one of them
    "Killed",
    "Power cut",
    "Every step",
    "Races",
    "Saves out of order",
    "Secrecy",
    "Access",
    "Sign-in",
    "Migrations",
    "Backup and restore",
    "Question bank",
    "Hostile input",
    "Saving in the browser",
    "Scoring",
    "Accessibility",
    "Speed",
    "Tests",
)


@dataclass(frozen=True, kw_only=True)
class Figure:
    """One count or ratio beside its goal. The same proof and ``what`` replace an earlier figure of the same size."""

    proof: str
    what: str  # "acknowledged responses lost, duplicated or torn"
    goal: str  # "0"
    measured: str  # "0 of 17,320"
    is_met: bool
    is_full: bool  # the full size of make check-full, not the small run of make check
    size: str = ""  # "1,000 kills under 8 clients, SQLite"
    control: str = ""  # what the same check made of the broken build: "lost 212 of 240"
    at: str = ""  # the day it was measured: filled in when it is recorded


def record(figure: Figure, folder: Path = FOLDER) -> None:
    """Keep a figure. Raises ValueError for a proof nobody knows, so that no row can be lost by a slip."""
    if figure.proof not in PROOFS:
        raise ValueError(f"{figure.proof} is none of the proofs: {', '.join(PROOFS)}.")
    folder.mkdir(parents=True, exist_ok=True)
    dated = replace(figure, at=datetime.now(UTC).date().isoformat())
    name = re.sub(r"[^a-z0-9]+", "-", f"{figure.proof} {figure.what}".lower()).strip("-")[:120]
    path = folder / f"{name}.{'full' if figure.is_full else 'small'}.json"
    path.write_text(json.dumps(asdict(dated), indent=1, ensure_ascii=False) + "\n", "utf-8")


def recorded(folder: Path = FOLDER) -> list[Figure]:
    """Return the newest figures, of the full size wherever there is one, in the order of the table."""
    found: dict[tuple[str, str], Figure] = {}
    for path in sorted(folder.glob("*.json"), reverse=True):  # small before full, so that full wins
        figure = Figure(**json.loads(path.read_text("utf-8")))
        found[figure.proof, figure.what] = figure
    return sorted(found.values(), key=lambda figure: (PROOFS.index(figure.proof), figure.what))
