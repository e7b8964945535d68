"""Allowances: more time or tries for a person or a cohort; and further minutes for an attempt that is running."""

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from cme.database import Model
from cme.models.columns import Key, Moment, PublicId


class Cohort(Model):
    """People who are given the same allowances, named by an educator."""

    __tablename__ = "cohort"

    id: Mapped[Key]
    public_id: Mapped[PublicId]
    name: Mapped[str] = mapped_column(unique=True)
    made_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    made_at: Mapped[Moment]


class CohortMember(Model):
    """Somebody's time in a cohort; ``removed_at`` ends it."""

    __tablename__ = "cohort_member"
    __table_args__ = (
        Index(
            "uq_cohort_member_present",
            "person_id",
            "cohort_id",
            unique=True,
            sqlite_where=text("removed_at IS NULL"),
            postgresql_where=text("removed_at IS NULL"),
        ),
        Index("ix_cohort_member_cohort", "cohort_id"),
    )

    id: Mapped[Key]
    cohort_id: Mapped[int] = mapped_column(ForeignKey("cohort.id"))
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    added_at: Mapped[Moment]
    removed_at: Mapped[Moment | None]


class Allowance(Model):
    """What an educator allows a person or a cohort, for one activity or all. Append-only.

    Of the rows for the same person or cohort and the same activity, the newest is in force. What is NULL in it is not
    said; ``core.allowances`` looks further then. The factor of time is an exact fraction from 1 to 10.
    """

    __tablename__ = "allowance"
    __table_args__ = (
        CheckConstraint("(person_id IS NULL) <> (cohort_id IS NULL)", name="whose"),
        CheckConstraint("(factor_numerator IS NULL) = (factor_denominator IS NULL)", name="factor"),
        CheckConstraint(
            "factor_denominator >= 1 AND factor_numerator >= factor_denominator"
            " AND factor_numerator <= 10 * factor_denominator",
            name="factor_range",
        ),
        CheckConstraint("extra_tries >= 0", name="extra_tries"),
        Index("ix_allowance_person", "person_id", "activity_id"),
        Index("ix_allowance_cohort", "cohort_id", "activity_id"),
    )

    id: Mapped[Key]
    person_id: Mapped[int | None] = mapped_column(ForeignKey("person.id"))
    cohort_id: Mapped[int | None] = mapped_column(ForeignKey("cohort.id"))
    activity_id: Mapped[str | None] = mapped_column(ForeignKey("activity.id"))  # NULL = every activity
    factor_numerator: Mapped[int | None]
    factor_denominator: Mapped[int | None]
    is_untimed: Mapped[bool | None]
    extra_tries: Mapped[int | None]
    reason: Mapped[str]
    granted_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[Moment]


class Extension(Model):
    """Further minutes that an educator gave an attempt while it was running. Append-only."""

    __tablename__ = "extension"
    __table_args__ = (CheckConstraint("minutes >= 1", name="minutes"),)

    id: Mapped[Key]
    attempt_id: Mapped[int] = mapped_column(ForeignKey("attempt.id"), index=True)
    minutes: Mapped[int]
    former_deadline_at: Mapped[Moment]
    deadline_at: Mapped[Moment]
    reason: Mapped[str]
    granted_by_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    granted_at: Mapped[Moment]
