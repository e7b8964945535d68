"""QR codes of addresses, as SVG: for the certificate's PDF, and inline in a page."""

from dataclasses import dataclass

import segno

QUIET_ZONE = 4  # modules of white around the code, as ISO/IEC 18004 asks
# The code tells its readers which of the eight masks it has, so any will do. The standard has all eight drawn to
# pick the least blotchy one, which takes five times as long and gains nothing where most of the text is random.
MASK = 3


@dataclass(frozen=True, kw_only=True)
class QrCode:
    """A square of ``size`` modules, its quiet zone included; ``path`` draws the dark ones."""

    size: int
    path: str

    @property
    def svg(self) -> bytes:
        """The code as an SVG file."""
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {self.size} {self.size}" '
            f'shape-rendering="crispEdges"><path d="{self.path}"/></svg>'
        ).encode("ascii")


def qr_code(text: str) -> QrCode:
    """Return the QR code of a text, with error correction of level M or better (15 % may be damaged)."""
    code = segno.make(text, micro=False, error="m", mask=MASK)
    rows = [bytes(row) for row in code.matrix]
    return QrCode(size=len(rows) + 2 * QUIET_ZONE, path="".join(_runs(rows)))


def _runs(rows: list[bytes]) -> list[str]:
    """Draw each run of dark modules of a row as one rectangle."""
    found = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            length = 1
            while x + length < len(row) and row[x + length] == row[x]:
                length += 1
            if row[x]:
                found.append(f"M{x + QUIET_ZONE} {y + QUIET_ZONE}h{length}v1h-{length}z")
            x += length
    return found
