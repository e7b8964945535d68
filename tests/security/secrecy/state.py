"""What a state is: how to get there, and what the rules release to the owner in it."""

from collections.abc import Callable
from dataclasses import dataclass

from tests.security.secrecy.banks import PLAIN
from tests.security.secrecy.kinds import ASKED
from tests.security.secrecy.twin import Twin

Builder = Callable[[Twin], None]


@dataclass(frozen=True)
class State:
    """``releases``: the owner may see keys, rationales and evidence of the attempts of ``activity``."""

    name: str
    build: Builder
    activity: str = PLAIN
    releases: bool = False
    practises: bool = False  # questions of it are open to practice, though its results are withheld
    is_last_try: bool = False  # submitting it, once, releases everything
    is_small: bool = True  # in the small run too
    is_flagged: bool = False  # the owner doubts a note, so educators see its words
    is_interrupted: bool = False  # the database answers nothing: on SQLite only, whose driver can be told so

    @property
    def has_every_type(self) -> bool:
        """Whether its activity asks what the table of routes does not answer: see ``kinds_routes``."""
        return self.activity in ASKED
