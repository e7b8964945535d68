"""Time and sequential cases: what is locked of an attempt, allowances, cohorts, and further minutes.

Revision: 0005
Follows: 0004
Downgrading loses: allowance, attempt.locked, cohort, cohort_member, extension
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

PRESENT = {"sqlite_where": sa.text("removed_at IS NULL"), "postgresql_where": sa.text("removed_at IS NULL")}


def refuse_changes(table: str) -> None:
    """Make a table that is history refuse UPDATE and DELETE, whoever asks."""
    if op.get_bind().dialect.name == "sqlite":
        for verb in ("update", "delete"):
            op.execute(
                f"CREATE TRIGGER {table}_no_{verb} BEFORE {verb.upper()} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
            )
        return
    op.execute(
        f"CREATE TRIGGER {table}_no_change BEFORE UPDATE OR DELETE ON {table} "
        "FOR EACH ROW EXECUTE FUNCTION refuse_change()"
    )


def upgrade() -> None:
    # Plain ADD COLUMN, which touches no row: copying a table, as batches do on SQLite, would lose its triggers.
    op.add_column("attempt", sa.Column("locked", sa.JSON(), server_default="[]", nullable=False))
    create_cohorts()
    create_allowances()
    op.create_table(
        "extension",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("attempt_id", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("former_deadline_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("deadline_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("granted_by_id", sa.Integer(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("minutes >= 1", name=op.f("ck_extension_minutes")),
        sa.ForeignKeyConstraint(["attempt_id"], ["attempt.id"], name=op.f("fk_extension_attempt_id_attempt")),
        sa.ForeignKeyConstraint(["granted_by_id"], ["person.id"], name=op.f("fk_extension_granted_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_extension")),
    )
    op.create_index("ix_extension_attempt_id", "extension", ["attempt_id"], unique=False)
    for table in ("allowance", "extension"):
        refuse_changes(table)


def create_cohorts() -> None:
    op.create_table(
        "cohort",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("public_id", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_cohort_made_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort")),
        sa.UniqueConstraint("name", name=op.f("uq_cohort_name")),
        sa.UniqueConstraint("public_id", name=op.f("uq_cohort_public_id")),
    )
    op.create_table(
        "cohort_member",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("cohort_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_cohort_member_added_by_id_person")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_cohort_member_cohort_id_cohort")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_cohort_member_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cohort_member")),
    )
    op.create_index("ix_cohort_member_cohort", "cohort_member", ["cohort_id"], unique=False)
    op.create_index("uq_cohort_member_present", "cohort_member", ["person_id", "cohort_id"], unique=True, **PRESENT)


def create_allowances() -> None:
    op.create_table(
        "allowance",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("cohort_id", sa.Integer(), nullable=True),
        sa.Column("activity_id", sa.String(), nullable=True),
        sa.Column("factor_numerator", sa.Integer(), nullable=True),
        sa.Column("factor_denominator", sa.Integer(), nullable=True),
        sa.Column("is_untimed", sa.Boolean(), nullable=True),
        sa.Column("extra_tries", sa.Integer(), nullable=True),
        sa.Column("reason", sa.String(), nullable=False),
        sa.Column("granted_by_id", sa.Integer(), nullable=False),
        sa.Column("granted_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "(factor_numerator IS NULL) = (factor_denominator IS NULL)", name=op.f("ck_allowance_factor")
        ),
        sa.CheckConstraint(
            "factor_denominator >= 1 AND factor_numerator >= factor_denominator"
            " AND factor_numerator <= 10 * factor_denominator",
            name=op.f("ck_allowance_factor_range"),
        ),
        sa.CheckConstraint("(person_id IS NULL) <> (cohort_id IS NULL)", name=op.f("ck_allowance_whose")),
        sa.CheckConstraint("extra_tries >= 0", name=op.f("ck_allowance_extra_tries")),
        sa.ForeignKeyConstraint(["activity_id"], ["activity.id"], name=op.f("fk_allowance_activity_id_activity")),
        sa.ForeignKeyConstraint(["cohort_id"], ["cohort.id"], name=op.f("fk_allowance_cohort_id_cohort")),
        sa.ForeignKeyConstraint(["granted_by_id"], ["person.id"], name=op.f("fk_allowance_granted_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_allowance_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_allowance")),
    )
    op.create_index("ix_allowance_cohort", "allowance", ["cohort_id", "activity_id"], unique=False)
    op.create_index("ix_allowance_person", "allowance", ["person_id", "activity_id"], unique=False)


def downgrade() -> None:
    for table in ("extension", "allowance", "cohort_member", "cohort"):
        op.drop_table(table)
    op.drop_column("attempt", "locked")
