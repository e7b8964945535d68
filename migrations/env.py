"""Alembic's entry point; ``cme.migration`` hands over an open connection inside a transaction."""

from alembic import context

from cme.database import Model
from cme.models.columns import UtcDateTime


def render_item(kind, item, _context):
    """Write plain types into migrations, so that they import nothing of ours."""
    return "sa.DateTime(timezone=True)" if kind == "type" and isinstance(item, UtcDateTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Model.metadata,
    render_as_batch=True,
    render_item=render_item,
    compare_type=True,
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
