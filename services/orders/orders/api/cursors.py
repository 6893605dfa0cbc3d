"""The cursor of a list: opaque to clients, how the list is sorted and where its page ended inside."""

from __future__ import annotations

import base64
import binascii
import re
from datetime import date, datetime
from typing import TYPE_CHECKING

from freightwire.http import Problem

from orders.storage.listing import Place

if TYPE_CHECKING:
    from orders.storage.listing import Sort

_FORM = re.compile(r"(-?[a-z]+)\n([0-9T:+.-]{0,40})\n([A-Za-z0-9_-]{1,64})")


def cursor_of(place: Place, sort: Sort) -> str:
    """The cursor of the page that begins behind ``place``."""
    value = "" if place.value is None else place.value.isoformat()
    return base64.urlsafe_b64encode(f"{sort}\n{value}\n{place.id}".encode()).decode().rstrip("=")


def place_of(cursor: str | None, sort: Sort) -> Place | None:
    """The place inside a cursor of a list that is sorted by ``sort``; None without a cursor.

    Raises:
        Problem: 400 where it is none of ours, or of a list that was sorted otherwise.
    """
    if cursor is None:
        return None
    try:
        raw = base64.b64decode(cursor + "=" * (-len(cursor) % 4), altchars=b"-_", validate=True).decode("ascii")
        match = _FORM.fullmatch(raw)
        if match is None or match[1] != sort:
            raise _refusal()
        return Place(match[3], _value(match[2], sort))
    except (binascii.Error, ValueError) as error:
        raise _refusal() from error


def _value(text: str, sort: Sort) -> date | datetime | None:
    match sort.lstrip("-"):
        case "updated":
            return datetime.fromisoformat(text)
        case "loading":
            return date.fromisoformat(text)
        case _:
            return None


def _refusal() -> Problem:
    return Problem(
        400,
        "invalid_request",
        "The cursor is malformed",
        "Pass nextCursor on as it came, with the same sort, or leave it out.",
        errors=[{"field": "cursor", "message": "is not one of ours, or of a list that was sorted otherwise"}],
    )
