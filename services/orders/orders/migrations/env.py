"""Alembic's environment: run by ``freightwire.migrations.upgrade``."""

from freightwire.migrations import run_environment
from freightwire.outbox import OutboxBase

from orders.storage.tables import Base

run_environment(Base.metadata, OutboxBase.metadata)
