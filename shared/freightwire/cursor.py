"""The cursor: where a reader of the events stands, as an opaque string.

The same on every node of the gateway, over every transport, and for who polls orders.
"""

from __future__ import annotations

import base64
import binascii
import re
from dataclasses import dataclass
from enum import StrEnum

CURSOR_LIMIT = 200
"""Characters of an encoded cursor."""
POSITION_LIMIT = 2**63 - 1
TIME_LIMIT = 253_402_300_800_000
"""Milliseconds since 1970: the end of the year 9999."""

_FORM = re.compile(r"1\.([A-Za-z0-9_-]{0,64})\.(0|[1-9][0-9]{0,18})\.(0|[1-9][0-9]{0,14})")


class ResumeFailure(StrEnum):
    """Why a cursor could not be resumed from; the client loads state over REST."""

    TOO_OLD = "too_old"
    EPOCH = "epoch"
    LIMIT = "limit"
    AHEAD = "ahead"
    MALFORMED = "malformed"


class MalformedCursorError(ValueError):
    """The string is no cursor."""


@dataclass(frozen=True, slots=True)
class Cursor:
    """Everything up to ``position`` of the log ``epoch`` was seen; ``time_ms`` says where to look for the
    rest.

    ``epoch`` is None while no event of the log has been seen: such a cursor resumes by time alone.
    ``time_ms`` is milliseconds since 1970 and never later than the moment up to which everything was seen.
    """

    epoch: str | None
    position: int
    time_ms: int

    def encode(self) -> str:
        """The cursor as clients hold it: base64url without padding."""
        text = f"1.{self.epoch or ''}.{self.position}.{self.time_ms}"
        return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()

    @classmethod
    def decode(cls, text: str) -> Cursor:
        """Read a cursor.

        Raises:
            MalformedCursorError: the text is not exactly what ``encode`` makes.
        """
        if len(text) > CURSOR_LIMIT:
            raise MalformedCursorError("too long")
        try:
            raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True).decode("ascii")
        except (binascii.Error, ValueError) as error:
            raise MalformedCursorError("not base64url") from error
        match = _FORM.fullmatch(raw)
        if match is None:
            raise MalformedCursorError("not a cursor")
        epoch, position, time_ms = match[1] or None, int(match[2]), int(match[3])
        if position > POSITION_LIMIT or time_ms > TIME_LIMIT or (epoch is None and position):
            raise MalformedCursorError("out of range")
        cursor = cls(epoch, position, time_ms)
        if cursor.encode() != text:
            raise MalformedCursorError("not canonical")
        return cursor
