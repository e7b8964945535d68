"""People, their sign-ins, the tokens mailed to them, the throttle and the mail waiting to be sent."""

from sqlalchemy import CheckConstraint, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from cme.database import Model
from cme.models.columns import Key, Moment, PublicId


class Person(Model):
    """Anybody with an account. ``pseudonym`` is the only name the audit log knows."""

    __tablename__ = "person"
    __table_args__ = (CheckConstraint("role IN ('learner', 'educator', 'admin')", name="role"),)

    id: Mapped[Key]
    pseudonym: Mapped[PublicId]
    email: Mapped[str] = mapped_column(unique=True)  # as typed but lower case
    password_hash: Mapped[str | None]  # None until a one-time link has been used
    role: Mapped[str] = mapped_column(default="learner")
    name: Mapped[str] = mapped_column(default="")  # as printed on certificates
    profession: Mapped[str] = mapped_column(default="")
    time_zone: Mapped[str] = mapped_column(default="UTC")
    created_at: Mapped[Moment]
    confirmed_at: Mapped[Moment | None]
    closed_at: Mapped[Moment | None]


class SignIn(Model):
    """One signed-in browser. The cookie holds the token; only its SHA-256 is kept here."""

    __tablename__ = "sign_in"

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    token_hash: Mapped[str] = mapped_column(unique=True)
    started_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    ended_at: Mapped[Moment | None]


class AccountToken(Model):
    """A one-time link: confirm an address, or set a password. Used once, and not after it expires."""

    __tablename__ = "account_token"
    __table_args__ = (CheckConstraint("purpose IN ('confirm', 'password')", name="purpose"),)

    id: Mapped[Key]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"), index=True)
    purpose: Mapped[str]
    token_hash: Mapped[str] = mapped_column(unique=True)
    created_at: Mapped[Moment]
    expires_at: Mapped[Moment]
    used_at: Mapped[Moment | None]


class SignInTry(Model):
    """One try at a credential, by keyed hashes of account and address; the throttle counts these."""

    __tablename__ = "sign_in_try"
    __table_args__ = (
        Index("ix_sign_in_try_account", "account", "tried_at"),
        Index("ix_sign_in_try_address", "address", "tried_at"),
    )

    id: Mapped[Key]
    account: Mapped[str]
    address: Mapped[str]
    tried_at: Mapped[Moment]
    succeeded_at: Mapped[Moment | None]


class OutboxMail(Model):
    """Mail written in the transaction that causes it; the worker sends it afterwards."""

    __tablename__ = "outbox_mail"
    __table_args__ = (Index("ix_outbox_mail_due", "sent_at", "due_at"),)

    id: Mapped[Key]
    reason: Mapped[str | None] = mapped_column(unique=True)  # what must not be mailed twice, where that matters
    recipient: Mapped[str]
    subject: Mapped[str]
    body: Mapped[str]
    created_at: Mapped[Moment]
    due_at: Mapped[Moment]
    tries: Mapped[int] = mapped_column(default=0)
    sent_at: Mapped[Moment | None]
    failure: Mapped[str] = mapped_column(default="")
