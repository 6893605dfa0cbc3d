"""A command's transaction no longer notifies: its process wakes the relay when it is committed.

Revision: 0032
"""

from alembic import op
from alembic.operations import Operations
from freightwire.outbox import schema

revision = "0032"
down_revision = "0031"


def upgrade() -> None:
    """Apply this step."""
    schema.drop_wakening(Operations(op.get_context()))


def downgrade() -> None:
    """Undo this step."""
    schema.create_wakening(Operations(op.get_context()))
