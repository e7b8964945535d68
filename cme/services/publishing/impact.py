"""What a publication changes, for whom: computed before it and reported after it, in the same words."""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from cme.core.corrections import KeyPolicy

START = "start"  # origin of what the server itself publishes; "command" and "web" are educators'
FOLDER = "folder"  # the folder that each start publishes, published by command: later starts go on with it


class Outcome(StrEnum):
    PUBLISHED = "published"
    UNCHANGED = "unchanged"
    KEPT_EDUCATORS = "kept-educators"  # educators published this bank since; the bundled one waits
    KEPT_KEY = "kept-key"  # the key of a question in use would change, and nobody said what becomes of answers


@dataclass(frozen=True, kw_only=True)
class Ids:
    """Questions and activities, by id, sorted."""

    questions: tuple[str, ...] = ()
    activities: tuple[str, ...] = ()

    def __iter__(self) -> Iterator[str]:
        return iter((*self.questions, *self.activities))

    def __len__(self) -> int:
        return len(self.questions) + len(self.activities)


@dataclass(frozen=True, kw_only=True)
class InFlight:
    """Attempts begun and not submitted at an activity that changes. They keep the revisions they began with."""

    activity_id: str
    attempts: int


@dataclass(frozen=True, kw_only=True)
class ChangedKey:
    """A question whose key differs from the one in use. ``old_keys`` and ``new_keys`` are the options' texts.

    ``needed``: learners were marked with it or are answering it, so nothing is published without a ``policy``.
    ``attempts_not_offered`` saw no option of the new key's id: "only the new key" leaves their marks as they are.
    """

    question_id: str
    stem: str
    old_keys: tuple[str, ...]
    new_keys: tuple[str, ...]
    attempts_marked: int
    attempts_in_flight: int
    attempts_not_offered: int
    policy: KeyPolicy | None
    needed: bool


@dataclass(frozen=True, kw_only=True)
class AttemptChange:
    """A submitted attempt whose score would change. ``is_passed`` is what holds afterwards: a pass once earned stays.

    ``is_pass_kept``: by the new marks alone it would not be a pass.
    """

    attempt_id: str  # public
    pseudonym: str
    name: str
    email: str
    activity_id: str
    number: int  # first try = 1
    old: Fraction
    new: Fraction
    possible: int
    needed: int
    was_passed: bool
    is_passed: bool
    has_certificate: bool

    @property
    def is_pass_kept(self) -> bool:
        return self.is_passed and self.new < self.needed

    @property
    def is_pass_gained(self) -> bool:
        return self.is_passed and not self.was_passed

    @property
    def is_pass_lost(self) -> bool:
        """Whether the marks were enough and are no longer. The pass itself is kept."""
        return self.old >= self.needed > self.new


@dataclass(frozen=True, kw_only=True)
class Impact:
    """Everything that publishing a bank would change, or has changed.

    ``base`` is the number of the publication it was compared with (0 = the first). ``digest`` is of the bank and of
    that publication: hand it to ``publish`` so that nothing else is published than what was looked at.
    """

    outcome: Outcome
    bank_id: str
    base: int
    digest: str
    source_digest: str  # of the bank alone, as the publication and the audit log name it
    added: Ids = Ids()
    revised: Ids = Ids()
    retired: Ids = Ids()
    restored: Ids = Ids()  # retired before
    in_flight: tuple[InFlight, ...] = ()
    changed_keys: tuple[ChangedKey, ...] = ()
    rows: tuple[AttemptChange, ...] = ()

    @property
    def attempts_in_flight(self) -> int:
        return sum(each.attempts for each in self.in_flight)

    @property
    def undecided(self) -> tuple[ChangedKey, ...]:
        """The changed keys for which a policy has to be chosen before anything can be published."""
        return tuple(each for each in self.changed_keys if each.needed and each.policy is None)

    @property
    def rescored(self) -> int:
        """Submitted attempts whose score changes."""
        return len(self.rows)

    @property
    def passes_gained(self) -> int:
        return sum(each.is_pass_gained for each in self.rows)

    @property
    def passes_lost(self) -> int:
        """Passes that the new marks alone would not give. All are kept: earned credit is never revoked."""
        return sum(each.is_pass_lost for each in self.rows)

    @property
    def certificates_touched(self) -> int:
        """Certificates of attempts whose score changes. They stay valid and as they were printed."""
        return sum(each.has_certificate for each in self.rows)


@dataclass(frozen=True, kw_only=True)
class Report:
    """What publishing did. ``number`` is that of the publication now serving (0 = none)."""

    outcome: Outcome
    bank_id: str
    number: int
    impact: Impact
