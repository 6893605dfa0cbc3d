"""Identifiers that sort by the time they were made (UUID version 7, RFC 9562)."""

from __future__ import annotations

from uuid import UUID

import uuid_utils


def new_uuid() -> UUID:
    """A new UUID version 7."""
    return UUID(int=uuid_utils.uuid7().int)


def new_id() -> str:
    """A new identifier as text, fit to be one word of a routing key."""
    return str(new_uuid())
