"""Drafts: banks that were uploaded and wait to be published.

Revision: 0004
Follows: 0003
Downgrading loses: bank_draft
"""

import sqlalchemy as sa
from alembic import op


revision = '0004'
down_revision = '0003'


def upgrade() -> None:
    op.create_table('bank_draft',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('file_name', sa.String(), nullable=False),
    sa.Column('bank_id', sa.String(), nullable=False),
    sa.Column('content', sa.LargeBinary(), nullable=False),
    sa.Column('uploaded_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('expires_at', sa.DateTime(timezone=True), nullable=False),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_bank_draft_person_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_bank_draft')),
    sa.UniqueConstraint('public_id', name=op.f('uq_bank_draft_public_id'))
    )
    with op.batch_alter_table('bank_draft', schema=None) as batch_op:
        batch_op.create_index('ix_bank_draft_expiry', ['expires_at'], unique=False)
        batch_op.create_index('ix_bank_draft_person', ['person_id', 'id'], unique=False)



def downgrade() -> None:
    with op.batch_alter_table('bank_draft', schema=None) as batch_op:
        batch_op.drop_index('ix_bank_draft_person')
        batch_op.drop_index('ix_bank_draft_expiry')

    op.drop_table('bank_draft')
