"""Every write puts its own words into the index of trigrams; PostgreSQL knows better how frequent words are.

GIN's list of what is yet to be put in ("fastupdate") made each search read it, up to 4 MB, and let one command in a
thousand put all of it in: over a million orders a third of a second, now and then a whole one.

By a sample of a hundred values a word that one order in three hundred has looks as rare as any, and all of its orders
are fetched and sorted for one page, instead of looking through the newest until the page is full.

Revision: 0031
"""

from alembic import op

revision = "0031"
down_revision = "0030"


def upgrade() -> None:
    """Apply this step; what is in the list is put in now."""
    op.execute("ALTER INDEX ix_orders_search SET (fastupdate = off)")
    op.execute("ALTER TABLE orders ALTER COLUMN search SET STATISTICS 1000")
    op.execute("SELECT gin_clean_pending_list('ix_orders_search')")


def downgrade() -> None:
    """Undo this step."""
    op.execute("ALTER TABLE orders ALTER COLUMN search SET STATISTICS -1")
    op.execute("ALTER INDEX ix_orders_search RESET (fastupdate)")
