"""``make figures``: write the table of docs/quality.md from what the proofs recorded."""

import sys
from collections.abc import Sequence
from datetime import date
from itertools import groupby
from pathlib import Path

from tests.benchmarks.machine import machine, versions
from tests.support.figures import PROOFS, Figure, recorded

DOCUMENT = Path(__file__).parents[1] / "docs" / "quality.md"
BEGIN, END = "<!-- figures: begin (make figures) -->\n", "<!-- figures: end -->\n"
HEAD = "| what | size | goal | measured | | control: the broken build |\n|---|---|---|---|---|---|\n"


def written(document: str, figures: Sequence[Figure], described: str) -> str:
    """Return the document with its table made anew; what stands outside the two marks is left alone.

    Raises ValueError where a proof has recorded nothing, for a table must not lose rows in silence.
    """
    missing = [proof for proof in PROOFS if not any(figure.proof == proof for figure in figures)]
    if missing:
        raise ValueError(f"Nothing is recorded of: {', '.join(missing)}. Run make check-full and make bench first.")
    before, _, rest = document.partition(BEGIN)
    _, _, after = rest.partition(END)
    if not after and END not in document:
        raise ValueError(f"docs/quality.md has lost its marks. Put back the lines {BEGIN.strip()} and {END.strip()}.")
    parts = [described, ""]
    for proof, rows in groupby(figures, key=lambda figure: figure.proof):
        parts += [f"### {proof}", "", HEAD + "".join(map(_row, rows))]
    return before + BEGIN + "\n" + "\n".join(parts) + "\n" + END + after


def _row(figure: Figure) -> str:
    size = figure.size if figure.is_full else f"{figure.size} (small run)".strip()
    cells = (figure.what, size, figure.goal, figure.measured, "met" if figure.is_met else "**missed**", figure.control)
    return "| " + " | ".join(cell.replace("|", "\\|") for cell in cells) + " |\n"


def described(figures: Sequence[Figure]) -> str:
    """Say when and on what the figures were measured."""
    days = sorted({date.fromisoformat(figure.at) for figure in figures})
    span = f"{days[0]}" if days[0] == days[-1] else f"{days[0]} to {days[-1]}"
    on = machine()
    names = ", ".join(f"{name} {version}" for name, version in versions().items())
    met = sum(figure.is_met for figure in figures)
    return (
        f"Measured {span}: {on['processor']}, {on['cores']} cores, {int(str(on['memory']).split()[0]) // 1024**2} GiB, "
        f"{on['system']}; {names}. {met} of {len(figures)} figures are met."
    )


def main() -> int:
    figures = recorded()
    try:
        text = written(DOCUMENT.read_text("utf-8"), figures, described(figures) if figures else "")
    except ValueError as error:
        print(error, file=sys.stderr)
        return 1
    DOCUMENT.write_text(text, "utf-8")
    print(f"Written to docs/quality.md: {len(figures)} figures.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
