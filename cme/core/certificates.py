"""What a certificate says, and the code it is found by.

The facts are taken down when a certificate is issued. Its page, its PDF and its verification page print these
facts and nothing else, so that a changed PDF differs visibly from what the verification page says.
"""

import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from fractions import Fraction
from typing import Any

from cme.core.sources import Source

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"  # Crockford's base32: no I, L, O, U
MISREAD = str.maketrans("OIL", "011")
RANDOM_BYTES = 17  # 136 bits, of which 130 are used
LETTERS = 26
GROUP = 5
LONGEST_NAME = 200
NOT_ACCREDITED = "Not accredited."
NO_CREDIT = "No credit is offered, awarded or implied."
UNSEEN = ("Cc", "Cf", "Cs", "Co", "Cn")
JOINERS = "\u200c\u200d"  # part of how names in Persian and Indian scripts are written


def certificate_code(random_bytes: bytes) -> str:
    """Return 130 of the given bits as 26 letters and a check letter: ``7Q4M2-KXD9H-…``.

    Raises ValueError for fewer than 17 bytes.
    """
    if len(random_bytes) < RANDOM_BYTES:
        raise ValueError(f"{len(random_bytes)} bytes are too few for a certificate's code")
    number = int.from_bytes(random_bytes[:RANDOM_BYTES], "big")
    values = [number >> (5 * place) & 31 for place in range(LETTERS)]
    return _grouped([*values, _times_x(_remainder(values))])


def normalise_code(text: str) -> str | None:
    """Return a typed code as it is printed, or None where it cannot be one: its check letter does not fit.

    Forgives lower case, missing or misplaced spaces and dashes, and O for 0, I or L for 1.
    """
    kept = [letter for letter in text if not (letter.isspace() or unicodedata.category(letter) == "Pd")]
    letters = "".join(kept).upper().translate(MISREAD)
    if len(letters) != LETTERS + 1 or not set(letters) <= set(ALPHABET):
        return None
    values = [ALPHABET.index(letter) for letter in letters]
    return None if _remainder(values) else _grouped(values)


def _grouped(values: list[int]) -> str:
    letters = "".join(ALPHABET[value] for value in values)
    return "-".join(letters[start : start + GROUP] for start in range(0, len(letters), GROUP))


def _remainder(values: list[int]) -> int:
    """Evaluate the letters as a polynomial over the field of 32 elements, at x, which has order 31.

    27 letters thus have 27 different weights. The result is 0 for a whole code, and never 0 after one letter was
    changed or two different letters have changed places. (Check digits modulo 32 miss some exchanges.)
    """
    result = 0
    for value in values:
        result = _times_x(result) ^ value
    return result


def _times_x(value: int) -> int:
    """Multiply by x modulo the primitive polynomial x⁵ + x² + 1."""
    doubled = value << 1
    return doubled ^ 0b100101 if doubled & 0b100000 else doubled


def is_printable(character: str) -> bool:
    """Say whether a character can be seen, or joins letters that can."""
    return unicodedata.category(character) not in UNSEEN or character in JOINERS


def name_problem(name: str) -> str:
    """Say in a sentence why a name cannot be printed, or "" if it can."""
    if not name:
        return "Type your name as it is to be printed."
    if len(name) > LONGEST_NAME:
        return f"The name has {len(name)} characters. Shorten it to {LONGEST_NAME}."
    if not all(is_printable(each) for each in name):
        return "The name contains a character that cannot be seen. Type it again without it."
    if any(unicodedata.category(each) in ("Zl", "Zp") for each in name):
        return "The name must stand on one line."
    if not any(unicodedata.category(each)[0] in "LN" for each in name):
        return "The name has no letter in it. Type your name as it is to be printed."
    return ""


def statement_on_credit(statement: str) -> str:
    """Return a provider's statement so that it says both that nothing is accredited and that there is no credit.

    No accredited provider is supported, so a certificate says this whatever the question bank calls its provider.
    """
    parts = [statement.strip()] if statement.strip() else []
    if not statement.startswith(NOT_ACCREDITED):
        parts.insert(0, NOT_ACCREDITED)
    if NO_CREDIT not in statement:
        parts.append(NO_CREDIT)
    return " ".join(parts)


@dataclass(frozen=True, kw_only=True)
class CitedSource:
    """An article as a certificate cites it. ``doi`` may be ""."""

    citation: str
    doi: str

    @classmethod
    def of(cls, source: Source) -> "CitedSource":
        """Cite an article after the AMA manual, up to six authors in full; the DOI apart."""
        authors = source.authors if len(source.authors) <= 6 else (*source.authors[:3], "et al")
        issue = f"({source.issue})" if source.issue else ""
        volume = f";{source.volume}{issue}" if source.volume or issue else ""
        pages = f":{source.pages.replace('-', '–')}" if source.pages else ""
        title = source.title if source.title.endswith((".", "?", "!")) else f"{source.title}."
        parts = (f"{', '.join(authors)}." if authors else "", title, f"{source.journal} {source.year}{volume}{pages}.")
        return cls(citation=" ".join(part.strip() for part in parts if part), doi=source.doi)


@dataclass(frozen=True, kw_only=True)
class CertificateFacts:
    """Everything that is printed. ``needed`` and ``possible`` count questions; moments are UTC."""

    code: str
    name: str
    profession: str
    provider_name: str
    statement: str
    activity_id: str
    activity_revision: int
    activity_title: str
    sources: tuple[CitedSource, ...]
    objectives: tuple[str, ...]
    minutes: int
    earned: Fraction
    possible: int
    needed: int
    completed_at: datetime  # when the attempt was submitted
    issued_at: datetime
    verification_url: str

    @property
    def source_count(self) -> str:
        count = len(self.sources)
        return "one journal article" if count == 1 else f"{count} journal articles"

    @property
    def score(self) -> str:
        """3 of 3 correct."""
        whole, rest = divmod(self.earned, 1)
        earned = f"{whole} {rest}" if whole and rest else str(rest or whole)
        return f"{earned} of {self.possible} correct"

    @property
    def sentence(self) -> str:
        """What was done, in the words that stand under the name."""
        return (
            f"completed “{self.activity_title}”, an activity on {self.source_count}, and passed its posttest with "
            f"{self.score} on {in_words(self.completed_at)}."
        )

    @property
    def first_of_statement(self) -> str:
        return NOT_ACCREDITED

    @property
    def rest_of_statement(self) -> str:
        """The statement after its first words, which are printed bold."""
        return self.statement.removeprefix(NOT_ACCREDITED).strip()

    @property
    def lines(self) -> tuple[tuple[str, str], ...]:
        """Label and text of each of the smaller facts, in the order printed."""
        found = [
            ("Certificate", self.code),
            ("Activity", f"{self.activity_id}, revision {self.activity_revision}"),
            ("Posttest", f"{self.score}; {self.needed} needed to pass"),
            ("Estimated time", f"{self.minutes} minutes"),
            ("Completed", in_words(self.completed_at, with_time=True)),
            ("Issued", in_words(self.issued_at, with_time=True)),
        ]
        if self.profession:
            found.insert(1, ("Profession", self.profession[0].upper() + self.profession[1:]))
        return tuple(found)


def in_words(moment: datetime, *, with_time: bool = False) -> str:
    """20 November 2026, or 20 November 2026, 14:58 UTC; always UTC, since a printed page knows no reader."""
    utc = moment.astimezone(UTC)
    day = f"{utc.day} {MONTHS[utc.month - 1]} {utc.year}"
    return f"{day}, {utc:%H:%M} UTC" if with_time else day


MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def facts_document(facts: CertificateFacts) -> dict[str, Any]:
    """Return the facts as plain JSON data."""
    document = asdict(facts)
    document["earned"] = str(facts.earned)
    document["completed_at"] = facts.completed_at.astimezone(UTC).isoformat()
    document["issued_at"] = facts.issued_at.astimezone(UTC).isoformat()
    document["sources"] = [asdict(source) for source in facts.sources]
    document["objectives"] = list(facts.objectives)
    return document


def facts_from_document(document: Mapping[str, Any]) -> CertificateFacts:
    """Return the facts that ``facts_document`` wrote."""
    return CertificateFacts(
        **{
            **document,
            "earned": Fraction(document["earned"]),
            "completed_at": datetime.fromisoformat(document["completed_at"]),
            "issued_at": datetime.fromisoformat(document["issued_at"]),
            "sources": tuple(CitedSource(**source) for source in document["sources"]),
            "objectives": tuple(document["objectives"]),
        }
    )
