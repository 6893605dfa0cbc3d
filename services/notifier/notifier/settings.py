"""The settings of the notifier, beside those that every service has (README)."""

from __future__ import annotations

from freightwire.settings import DatabaseSettings, ServiceSettings, TokenSettings
from pydantic import Field


class NotifierSettings(ServiceSettings, DatabaseSettings, TokenSettings):
    """All settings of the notifier."""

    notifier_prefetch: int = Field(default=16, ge=1, le=500)
    """Events in flight at once; more than the database has connections for would only wait."""
