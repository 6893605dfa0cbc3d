"""The steps of the notifier's schema, and how to take them."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from freightwire.migrations import upgrade

if TYPE_CHECKING:
    from pydantic import SecretStr


def migrate(database_url: SecretStr) -> None:
    """Bring the notifier's database to the current schema. Not to be called where an event loop runs."""
    upgrade(database_url, Path(__file__).parent)
