"""The cursor of a list: opaque to clients, the last id of the page inside."""

from __future__ import annotations

import base64
import binascii
import re

from freightwire.http import Problem

_ID = re.compile(r"[A-Za-z0-9_-]{1,64}")


def cursor_after(last_id: str) -> str:
    """The cursor of the page that follows the one that ends with ``last_id``."""
    return base64.urlsafe_b64encode(last_id.encode()).decode().rstrip("=")


def id_of(cursor: str | None) -> str | None:
    """The id inside a cursor.

    Raises:
        Problem: 400 where it is none of ours.
    """
    if cursor is None:
        return None
    try:
        last_id = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        last_id = ""
    if not _ID.fullmatch(last_id):
        raise Problem(
            400,
            "invalid_request",
            "The cursor is malformed",
            "Pass nextCursor on as it came, or leave it out.",
            errors=[{"field": "cursor", "message": "is not one of ours"}],
        )
    return last_id
