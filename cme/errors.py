"""What can go wrong, in words for the person it happens to. Only ``web/errors.py`` and the CLI know status codes."""


class CmeError(Exception):
    """Something that a person can be told in one sentence; ``str(error)`` is that sentence."""


class SettingsError(CmeError):
    """A setting is missing, unknown or unusable; the start stops."""


class DatabaseError(CmeError):
    """The database cannot be opened, is busy for too long, or is of another version."""


class PrintError(CmeError):
    """A certificate cannot be printed at the moment, so none is issued."""


class BackupError(CmeError):
    """A backup cannot be made, is damaged, or cannot be restored as things stand."""


class BankError(CmeError):
    """A question bank cannot be read or published."""


class NotFound(CmeError):
    """It does not exist, or not for this person: strangers cannot tell the two apart."""

    def __init__(self, message: str = "") -> None:
        super().__init__(message or "There is nothing at this address, or it is not yours. Check the address.")


class NotAllowed(CmeError):
    """This person may not do this, and may know it."""


class BadInput(CmeError):
    """What was sent cannot be meant: an option of another question, a name of 10,000 letters."""


class NotNow(CmeError):
    """A rule forbids it at this moment: no tries left, the activity has expired, the attempt is submitted."""


class PartClosed(NotNow):
    """A part of a case that goes on step by step: locked, or not open yet."""


class NoResult(NotNow):
    """A pretest has no result of its own: it is compared with the posttest once that may be shown whole."""


class TimeOver(NotNow):
    """The time of an attempt is over, and it is not submitted yet."""


class ComeBackLater(CmeError):
    """Not at this moment; ``retry_after`` says in how many seconds it is worth another try."""

    def __init__(self, message: str, *, retry_after: int | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class TooManyTries(ComeBackLater):
    """Sign-in is throttled for this account or address."""


class TooBusy(ComeBackLater):
    """As many people are signing in as the server can take beside everybody who is reading."""


class SaveConflict(CmeError):
    """A later save of the same question exists, from another tab or device."""


class KeyReused(CmeError):
    """An idempotency key came back with another body."""


def cause_of(error: CmeError) -> str:
    """Return in one line what lies behind an error, for the log: what the database itself said, if it did."""
    return str(error.__cause__ or error).strip().partition("\n")[0]
