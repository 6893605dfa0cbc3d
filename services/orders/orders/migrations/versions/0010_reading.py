"""Columns to find and sort orders by, the cause of each event, and refusals.

Revision: 0010
"""

import sqlalchemy as sa
from alembic import op
from sqlalchemy.dialects.postgresql import JSONB

revision = "0010"
down_revision = "0001"

TIME = sa.DateTime(timezone=True)
UNKNOWN_DATE = sa.text("'9999-12-31'")
_FILL = """
UPDATE orders SET
    customer = lower(coalesce(data->'client'->>'name', '')),
    customer_vat_id = upper(data->'client'->>'vatId'),
    loading_on = coalesce((SELECT min((stop->>'date')::date) FROM jsonb_array_elements(data->'stops') AS stop
                           WHERE stop->>'kind' = 'loading'), '9999-12-31'),
    unloading_on = coalesce((SELECT max((stop->>'date')::date) FROM jsonb_array_elements(data->'stops') AS stop
                             WHERE stop->>'kind' = 'unloading'), '9999-12-31')
"""


def upgrade() -> None:
    """Apply this step."""
    op.add_column("orders", sa.Column("customer", sa.Text, nullable=False, server_default=""))
    op.add_column("orders", sa.Column("customer_vat_id", sa.Text))
    op.add_column("orders", sa.Column("loading_on", sa.Date, nullable=False, server_default=UNKNOWN_DATE))
    op.add_column("orders", sa.Column("unloading_on", sa.Date, nullable=False, server_default=UNKNOWN_DATE))
    op.execute(_FILL)
    op.create_index("ix_orders_org_updated_at_id", "orders", ["org", "updated_at", "id"])
    op.create_index("ix_orders_org_loading_on_id", "orders", ["org", "loading_on", "id"])
    op.create_index("ix_orders_org_customer_vat_id", "orders", ["org", "customer_vat_id"])
    op.add_column("order_history", sa.Column("causation_id", sa.Text))
    op.create_table(
        "refusals",
        sa.Column("id", sa.Text, nullable=False),
        sa.Column("org", sa.Text, nullable=False),
        sa.Column("user", sa.Text, nullable=False),
        sa.Column("roles", JSONB, nullable=False),
        sa.Column("method", sa.Text, nullable=False),
        sa.Column("path", sa.Text, nullable=False),
        sa.Column("code", sa.Text, nullable=False),
        sa.Column("detail", sa.Text, nullable=False),
        sa.Column("at", TIME, nullable=False),
        sa.PrimaryKeyConstraint("id", name="pk_refusals"),
    )
    op.create_index("ix_refusals_org_at", "refusals", ["org", "at"])
    op.create_index("ix_refusals_at", "refusals", ["at"])


def downgrade() -> None:
    """Undo this step."""
    op.drop_table("refusals")
    op.drop_column("order_history", "causation_id")
    for index in ("customer_vat_id", "loading_on_id", "updated_at_id"):
        op.drop_index(f"ix_orders_org_{index}", "orders")
    for column in ("unloading_on", "loading_on", "customer_vat_id", "customer"):
        op.drop_column("orders", column)
