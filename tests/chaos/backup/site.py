"""A furnished installation: a posttest that can be taken without end, learners with passwords, certificates."""

from pathlib import Path

from cme.database import Database
from cme.models import Person
from cme.services import passwords
from tests.support.accounts import PASSWORD
from tests.support.banks import bank
from tests.support.cast import Member, person_id
from tests.support.certificates import evaluate, issue
from tests.support.databases import opened
from tests.support.posttest import Taking, person, publish_bank

LEARNERS = tuple(f"learner{number}@example.org" for number in range(4))
HOLDERS = tuple(Member(f"holder{number}@example.org", f"Holder {number}") for number in range(20))


def furnish(url: str) -> list[str]:
    """Fill a database that has its tables; return the codes of the certificates issued in it."""
    with opened(url) as database:
        publish_bank(database, bank(attempts=1_000_000))
        _add_learners(database)
        return [_certificate(database, holder) for holder in HOLDERS]


def _add_learners(database: Database) -> None:
    kept = passwords.hashed(PASSWORD)
    for email in (*LEARNERS, HOLDERS[0].email):
        found = person_id(database, Member(email, email.partition("@")[0]))
        with database.writing() as session:
            session.get_one(Person, found).password_hash = kept


def _certificate(database: Database, holder: Member) -> str:
    who = person(database, holder)
    attempt = Taking(database, who).take()
    evaluate(database, who, attempt)
    return issue(database, who, attempt)


def sqlite_path(url: str) -> Path:
    return Path(url.removeprefix("sqlite:///"))
