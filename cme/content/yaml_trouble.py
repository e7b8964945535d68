"""Where libyaml gave up on a file, with the lines around it."""

from dataclasses import dataclass
from typing import TypeAlias

from yaml.events import Event

Place: TypeAlias = tuple[int, int]  # line and column, both from 0
Told: TypeAlias = tuple[Place, str] | None


@dataclass(frozen=True)
class Trouble:
    """What libyaml says, where it stopped, where what it was reading began, and the last thing it understood."""

    problem: str
    context: str
    at: Place
    begin: Place
    last: Event | None
    lines: list[str]

    @property
    def line(self) -> str:
        return self.text(self.at[0])

    @property
    def indent(self) -> int:
        return indent_of(self.line)

    def text(self, number: int) -> str:
        return self.lines[number] if 0 <= number < len(self.lines) else ""

    def sign(self, place: Place) -> str:
        return self.text(place[0])[place[1] : place[1] + 1]

    def before(self) -> int:
        """Return the number of the nearest line above that is neither empty nor a comment, or -1."""
        above = range(self.at[0] - 1, -1, -1)
        return next((n for n in above if self.text(n).strip() and not self.text(n).lstrip().startswith("#")), -1)


def indent_of(line: str) -> int:
    return len(line) - len(line.lstrip(" "))
