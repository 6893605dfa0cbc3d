"""Alembic's environment."""

from freightwire.migrations import run_environment

from notifier.storage.tables import Base

run_environment(Base.metadata)
