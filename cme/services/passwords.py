"""Passwords: what one may be, how it is hashed, and that an unknown account takes as long as a known one."""

import threading
import unicodedata
from collections.abc import Iterator
from contextlib import contextmanager

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from cme.errors import BadInput, TooBusy

SHORTEST, LONGEST = 8, 128

# OWASP Password Storage Cheat Sheet: Argon2id with 19 MiB, two passes, one lane.
_hasher = PasswordHasher(time_cost=2, memory_cost=19456, parallelism=1)

# One hash at a time in each process, so that a rush of sign-ins leaves the processor to the other pages.
_turn = threading.BoundedSemaphore(1)


class Line:
    """The threads of this process that hash or wait for it: so few that others are left to answer pages."""

    def __init__(self, longest: int) -> None:
        self.longest = longest
        self._length = 0
        self._guard = threading.Lock()
        self._mine = threading.local()

    @contextmanager
    def place(self) -> Iterator[None]:
        """Stand in the line; inside, this thread may do so again. Raises TooBusy at once where it is full."""
        if getattr(self._mine, "is_in_line", False):
            yield
            return
        with self._guard:
            if self._length >= self.longest:
                raise TooBusy(FULL, retry_after=SECONDS_TO_WAIT)
            self._length += 1
        self._mine.is_in_line = True
        try:
            yield
        finally:
            self._mine.is_in_line = False
            with self._guard:
                self._length -= 1


FULL = "Many people are signing in at this moment. Wait a few seconds and try again."
SECONDS_TO_WAIT = 5
line = Line(8)  # half of the threads there are unless somebody sets it otherwise: see leave_threads_free


def leave_threads_free(threads: int) -> None:
    """Let half of a server process's threads, at most, hash or wait for it."""
    line.longest = max(1, threads // 2)


# Of a random password that nobody knows, with the parameters above.
DUMMY_HASH = "$argon2id$v=19$m=19456,t=2,p=1$tA7s7JjKbtnXi3eSCCIlYQ$MPHX9mRlBQR3lptkvDPKPBpHhmlsH3Q65awghMgg8zQ"

# The most used ones of eight characters or more, after the published lists of leaked passwords.
MOST_COMMON = frozenset(
    word
    for line in (
        "00000000 11111111 12121212 123123123 12341234 12344321 12345678 123456789 1234567890 1234abcd 123qweasd",
        "1q2w3e4r 1q2w3e4r5t 1qaz2wsx 1qazxsw2 87654321 88888888 987654321 99999999 aa123456 abc12345 abcd1234",
        "admin123 administrator asdfasdf asdfghjk asdfghjkl baseball basketball changeme computer dragon123 football",
        "iloveyou iloveyou1 internet letmein1 liverpool michelle nothing1 p@ssw0rd passw0rd password password1",
        "password12 password123 princess qazwsxedc qwer1234 qwertyui qwertyuiop qwerty12 qwerty123 starwars sunshine",
        "superman trustno1 welcome1 welcome123 whatever zaq12wsx",
    )
    for word in line.split()
)


def composed(password: str) -> str:
    """Return the one form of a password, however the keyboard composes its letters (NIST SP 800-63B, NFKC)."""
    return unicodedata.normalize("NFKC", password)


def check(password: str, *, email: str) -> None:
    """Refuse a password that is too short, too long, the address itself or among the most common.

    Any character is allowed and none is demanded (NIST SP 800-63B). Raises BadInput.
    """
    password = composed(password)
    if len(password) < SHORTEST:
        raise BadInput(f"This password is too short. Use {SHORTEST} characters or more; a few words will do.")
    if len(password) > LONGEST:
        raise BadInput(f"This password is too long. Use at most {LONGEST} characters.")
    if password.casefold() in (email.casefold(), email.casefold().partition("@")[0]):
        raise BadInput("This password is your address, which others know. Choose another.")
    if password.casefold() in MOST_COMMON or len(set(password)) == 1:
        raise BadInput("This password is one of the first that anybody would try. Choose another.")


def hashed(password: str) -> str:
    """Return the Argon2id hash. Takes some 40 ms: never inside a writing session. Raises TooBusy."""
    with line.place(), _turn:
        return _hasher.hash(_bytes(password))


def verify(password_hash: str | None, password: str) -> bool:
    """Tell whether the password is right. None, of an account that has none or is unknown, takes as long.

    Raises TooBusy.
    """
    is_possible = password_hash is not None and len(composed(password)) <= LONGEST
    with line.place(), _turn:
        try:
            return _hasher.verify(password_hash or DUMMY_HASH, _bytes(password)) and is_possible
        except (VerificationError, InvalidHashError):
            return False


def needs_rehash(password_hash: str) -> bool:
    """Tell whether the hash was made with other parameters than today's."""
    return _hasher.check_needs_rehash(password_hash)


def _bytes(password: str) -> bytes:
    return composed(password).encode("utf-8", "surrogatepass")
