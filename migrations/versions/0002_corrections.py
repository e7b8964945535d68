"""Corrected keys, and all of a bank beside its publication.

Revision: 0002
Follows: 0001
Downgrading loses: attempt.known_correction, key_correction, publication.shared, score.known_correction
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


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
    op.create_table(
        "key_correction",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("question_id", sa.String(), nullable=False),
        sa.Column("old_revision_id", sa.Integer(), nullable=False),
        sa.Column("new_revision_id", sa.Integer(), nullable=False),
        sa.Column("policy", sa.String(), nullable=False),
        sa.CheckConstraint(
            "policy IN ('new-key', 'old-and-new', 'full-credit', 'leave-scores')", name=op.f("ck_key_correction_policy")
        ),
        sa.ForeignKeyConstraint(
            ["new_revision_id"],
            ["question_revision.id"],
            name=op.f("fk_key_correction_new_revision_id_question_revision"),
        ),
        sa.ForeignKeyConstraint(
            ["old_revision_id"],
            ["question_revision.id"],
            name=op.f("fk_key_correction_old_revision_id_question_revision"),
        ),
        sa.ForeignKeyConstraint(
            ["publication_id"], ["publication.id"], name=op.f("fk_key_correction_publication_id_publication")
        ),
        sa.ForeignKeyConstraint(["question_id"], ["question.id"], name=op.f("fk_key_correction_question_id_question")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_key_correction")),
        sa.UniqueConstraint(
            "publication_id", "question_id", name=op.f("uq_key_correction_publication_id_question_id")
        ),
    )
    op.create_index("ix_key_correction_question_id", "key_correction", ["question_id"], unique=False)
    refuse_changes("key_correction")
    # Plain ADD COLUMN, which touches no row: copying a table, as batches do on SQLite, would lose its triggers.
    op.add_column("publication", sa.Column("shared", sa.JSON(), nullable=True))
    for table in ("attempt", "score"):
        op.add_column(table, sa.Column("known_correction", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    for table in ("score", "attempt"):
        op.drop_column(table, "known_correction")
    op.drop_column("publication", "shared")
    op.drop_index("ix_key_correction_question_id", "key_correction")
    op.drop_table("key_correction")
