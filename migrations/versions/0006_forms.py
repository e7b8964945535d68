"""Certainty: how sure somebody was of an answer given in practice.

Revision: 0006
Follows: 0005
Downgrading loses: practice_response.certainty
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    # Plain ADD COLUMN, which touches no row: copying a table, as batches do on SQLite, would lose its triggers.
    op.add_column("practice_response", sa.Column("certainty", sa.Integer(), nullable=True))


def downgrade() -> None:
    op.drop_column("practice_response", "certainty")
