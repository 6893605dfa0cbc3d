"""The cursor of a list: opaque to clients, the place of the page's last notification inside."""

from __future__ import annotations

import base64
import binascii
from datetime import datetime
from uuid import UUID

from freightwire.http import Problem

from notifier.storage.notifications import Place


def cursor_after(place: Place) -> str:
    """The cursor of the page that follows the one that ends at ``place``."""
    text = f"{place.created_at.isoformat()} {place.id}"
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def place_of(cursor: str | None) -> Place | None:
    """The place inside a cursor.

    Raises:
        Problem: 400 where it is none of ours.
    """
    if cursor is None:
        return None
    try:
        text = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode("ascii")
        time, _, notification_id = text.partition(" ")
        place = Place(datetime.fromisoformat(time), UUID(notification_id))
    except (binascii.Error, ValueError) as error:
        raise _malformed() from error
    if place.created_at.tzinfo is None:
        raise _malformed()
    return place


def _malformed() -> Problem:
    return Problem(
        400,
        "invalid_request",
        "The cursor is malformed",
        "Pass nextCursor on as it came, or leave it out.",
        errors=[{"field": "cursor", "message": "is not one of ours"}],
    )
