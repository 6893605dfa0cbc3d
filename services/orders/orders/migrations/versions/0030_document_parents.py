"""Documents that came as the attachments of an e-mail.

Revision: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0021"


def upgrade() -> None:
    """Apply this step."""
    op.add_column("documents", sa.Column("parent_id", sa.Text))
    op.create_foreign_key(
        "fk_documents_parent_id", "documents", "documents", ["parent_id"], ["id"], ondelete="SET NULL"
    )
    op.create_index("ix_documents_parent_id", "documents", ["parent_id"])


def downgrade() -> None:
    """Undo this step."""
    op.drop_index("ix_documents_parent_id", "documents")
    op.drop_constraint("fk_documents_parent_id", "documents", type_="foreignkey")
    op.drop_column("documents", "parent_id")
