"""A transaction no longer notifies: its process wakes the relay when it is committed."""

from alembic import op
from alembic.operations import Operations
from freightwire.outbox import schema

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Take the trigger away."""
    schema.drop_wakening(Operations(op.get_context()))


def downgrade() -> None:
    """Put the trigger back."""
    schema.create_wakening(Operations(op.get_context()))
