"""What a backup says of itself: made when, from which tables, with how many rows, and what each part must hash to."""

import hashlib
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, ValidationError

from cme.errors import BackupError

Kind = Literal["sqlite", "postgresql"]
DATABASES: dict[Kind, str] = {"sqlite": "database.sqlite3", "postgresql": "database.dump"}
SECRET = "secret_key"  # noqa: S105  the name of a part
Sha256 = Field(pattern=r"^[0-9a-f]{64}$")
Count = Field(ge=0)


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Part(_Strict):
    """One file inside the backup."""

    size: int = Count
    sha256: str = Sha256


class AuditEnd(_Strict):
    """The end of the audit log: nothing of it may be missing after a restore."""

    number: int = Count
    hash: str = Sha256


class Facts(_Strict):
    """What can be counted in a database, the same before and after."""

    revision: str
    rows: dict[str, int]
    audit: AuditEnd


class Manifest(_Strict):
    """The first member of a backup."""

    format: Literal[1]
    made_at: AwareDatetime
    cme: str
    kind: Kind
    facts: Facts
    secret_fingerprint: str
    parts: dict[str, Part]

    @property
    def database(self) -> str:
        """The name of the part that is the database."""
        return DATABASES[self.kind]


def read_manifest(text: bytes) -> Manifest:
    """Return the manifest. Raises BackupError where it is none that this version of cme can read."""
    try:
        manifest = Manifest.model_validate_json(text)
    except ValidationError as error:
        if any(each["loc"] == ("format",) and type(each["input"]) is int for each in error.errors()):
            raise BackupError(
                "The backup was made by another version of cme, in a form this one does not know. "
                "Restore it with the version that made it, or a newer one."
            ) from None
        raise BackupError("The backup's manifest is not as cme writes it, so nothing in it can be trusted.") from None
    allowed = ({manifest.database}, {manifest.database, SECRET})
    if set(manifest.parts) not in allowed:
        raise BackupError("The backup's manifest names parts that no backup has, so nothing in it can be trusted.")
    return manifest


def fingerprint(secret: str) -> str:
    """Return what tells one secret from another without telling it: sessions go on only where it is the same."""
    return hashlib.sha256(b"cme backup: " + secret.encode("utf-8")).hexdigest()[:16]
