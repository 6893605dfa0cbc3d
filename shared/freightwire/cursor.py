"""The cursor: where a reader of the events stands, as an opaque string.

The same on every node of the gateway, over every transport, and for who polls orders.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import re
from dataclasses import dataclass, replace
from enum import StrEnum

SEEN_LIMIT = 32
"""Marks in one cursor; beyond it the oldest are forgotten, and their events may come again."""
MARK_BYTES = 8
MARK_LENGTH = 11
"""Characters of a mark: 64 bits in base64url."""
CURSOR_LIMIT = 800
"""Characters of an encoded cursor."""
POSITION_LIMIT = 2**63 - 1
TIME_LIMIT = 253_402_300_800_000
"""Milliseconds since 1970: the end of the year 9999."""

_FORM = re.compile(
    r"1\.([A-Za-z0-9_-]{0,64})\.(0|[1-9][0-9]{0,18})\.(0|[1-9][0-9]{0,14})"
    rf"(?:\.((?:[A-Za-z0-9_-]{{{MARK_LENGTH}}}){{1,{SEEN_LIMIT}}}))?"
)


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
    Clocks differ, so a resume looks back somewhat further than that; ``seen`` has the marks of the last
    events without a position that this one reader had, so that they do not come to it again.
    """

    epoch: str | None
    position: int
    time_ms: int
    seen: tuple[str, ...] = ()

    def having_seen(self, marks: tuple[str, ...]) -> Cursor:
        """The same place, for a reader that has had the events with these marks, the latest last."""
        return replace(self, seen=marks[-SEEN_LIMIT:])

    def encode(self) -> str:
        """The cursor as clients hold it: base64url without padding."""
        text = f"1.{self.epoch or ''}.{self.position}.{self.time_ms}"
        if self.seen:
            text = f"{text}.{''.join(self.seen)}"
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
        marks = match[4] or ""
        seen = tuple(marks[at : at + MARK_LENGTH] for at in range(0, len(marks), MARK_LENGTH))
        cursor = cls(epoch, position, time_ms, seen)
        if cursor.encode() != text:
            raise MalformedCursorError("not canonical")
        return cursor


def mark_of(event_id: str) -> str:
    """What a cursor remembers an event by."""
    digest = hashlib.blake2b(event_id.encode(), digest_size=MARK_BYTES).digest()
    return base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
