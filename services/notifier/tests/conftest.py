"""A running notifier for the tests of a module."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest_asyncio
from notifier.testing import Notifier, running_notifier

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


@pytest_asyncio.fixture(scope="module")
async def notifier(amqp_url: str, database_url: str) -> AsyncIterator[Notifier]:
    """A notifier on the module's own virtual host and database."""
    async with running_notifier(amqp_url, database_url) as notifier:
        yield notifier
