"""Text is found without regard to diacritics, by an index of trigrams; somebody's orders are found by their status.

Revision: 0021
"""

from alembic import op

revision = "0021"
down_revision = "0020"

_FOLDED = r"regexp_replace(lower(normalize({}, NFKD)), '[\u0300-\u036F]', '', 'g')"


def upgrade() -> None:
    """Apply this step. ``pg_trgm`` comes with PostgreSQL, and the owner of a database may create it."""
    op.execute("CREATE EXTENSION IF NOT EXISTS pg_trgm")
    op.execute(
        f"UPDATE orders SET search = E'\\n' || {_FOLDED.format('search')}, customer = {_FOLDED.format('customer')}"  # noqa: S608
    )
    op.create_index("ix_orders_org_assignee_status_id", "orders", ["org", "assignee", "status", "id"])
    op.create_index(
        "ix_orders_search", "orders", ["search"], postgresql_using="gin", postgresql_ops={"search": "gin_trgm_ops"}
    )


def downgrade() -> None:
    """Undo this step. What was folded stays so: the code of before finds it when it is typed without diacritics."""
    op.drop_index("ix_orders_search", "orders")
    op.drop_index("ix_orders_org_assignee_status_id", "orders")
    op.execute("UPDATE orders SET search = ltrim(search, E'\\n')")
