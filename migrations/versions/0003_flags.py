"""Flags: what learners doubt, and what educators answer.

Revision: 0003
Follows: 0002
Downgrading loses: flag
"""

import sqlalchemy as sa
from alembic import op


revision = '0003'
down_revision = '0002'


def upgrade() -> None:
    op.create_table('flag',
    sa.Column('id', sa.Integer(), nullable=False),
    sa.Column('public_id', sa.String(), nullable=False),
    sa.Column('person_id', sa.Integer(), nullable=False),
    sa.Column('attempt_id', sa.Integer(), nullable=False),
    sa.Column('question_id', sa.String(), nullable=False),
    sa.Column('question_revision_id', sa.Integer(), nullable=False),
    sa.Column('option_id', sa.String(), nullable=False),
    sa.Column('passage_id', sa.String(), nullable=False),
    sa.Column('reason', sa.String(), nullable=False),
    sa.Column('raised_at', sa.DateTime(timezone=True), nullable=False),
    sa.Column('resolved_at', sa.DateTime(timezone=True), nullable=True),
    sa.Column('resolved_by_id', sa.Integer(), nullable=True),
    sa.Column('answer', sa.String(), nullable=False),
    sa.CheckConstraint("(resolved_at IS NULL) = (answer = '')", name=op.f('ck_flag_answer')),
    sa.ForeignKeyConstraint(['attempt_id'], ['attempt.id'], name=op.f('fk_flag_attempt_id_attempt')),
    sa.ForeignKeyConstraint(['person_id'], ['person.id'], name=op.f('fk_flag_person_id_person')),
    sa.ForeignKeyConstraint(['question_revision_id'], ['question_revision.id'], name=op.f('fk_flag_question_revision_id_question_revision')),
    sa.ForeignKeyConstraint(['resolved_by_id'], ['person.id'], name=op.f('fk_flag_resolved_by_id_person')),
    sa.PrimaryKeyConstraint('id', name=op.f('pk_flag')),
    sa.UniqueConstraint('public_id', name=op.f('uq_flag_public_id'))
    )
    with op.batch_alter_table('flag', schema=None) as batch_op:
        batch_op.create_index('ix_flag_person', ['person_id', 'question_id'], unique=False)
        batch_op.create_index(batch_op.f('ix_flag_question_id'), ['question_id'], unique=False)
        batch_op.create_index('ix_flag_queue', ['resolved_at', 'id'], unique=False)
        batch_op.create_index('uq_flag_open', ['person_id', 'question_id', 'option_id', 'passage_id'], unique=True, sqlite_where=sa.text('resolved_at IS NULL'), postgresql_where=sa.text('resolved_at IS NULL'))



def downgrade() -> None:
    with op.batch_alter_table('flag', schema=None) as batch_op:
        batch_op.drop_index('uq_flag_open', sqlite_where=sa.text('resolved_at IS NULL'), postgresql_where=sa.text('resolved_at IS NULL'))
        batch_op.drop_index('ix_flag_queue')
        batch_op.drop_index(batch_op.f('ix_flag_question_id'))
        batch_op.drop_index('ix_flag_person')

    op.drop_table('flag')
