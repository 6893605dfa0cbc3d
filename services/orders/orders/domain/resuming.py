"""Whether a cursor can be gone on from: the same verdicts as the gateway gives."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from freightwire.cursor import ResumeFailure

if TYPE_CHECKING:
    from freightwire.cursor import Cursor

SLACK = timedelta(seconds=10)
"""How far clocks may differ."""
AGE_LIMIT = timedelta(hours=24)
"""How long a cursor is good. The outbox keeps what was published for longer, so that nothing behind it is gone."""
EPOCH_START = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class Log:
    """The log as it stands: its epoch, the last position given, the earliest that is still kept (None: none is)."""

    epoch: str
    last: int
    earliest: int | None
    now: datetime


def milliseconds(time: datetime) -> int:
    """Since 1970, as cursors have it."""
    return (time - EPOCH_START) // timedelta(milliseconds=1)


def refusal(cursor: Cursor, log: Log) -> ResumeFailure | None:
    """Why a reader with this cursor cannot be told all that it missed; None for a promise of no hole."""
    if cursor.epoch is not None and cursor.epoch != log.epoch:
        return ResumeFailure.EPOCH
    if cursor.position > log.last or cursor.time_ms > milliseconds(log.now + SLACK):
        return ResumeFailure.AHEAD
    if cursor.time_ms < milliseconds(log.now - AGE_LIMIT):
        return ResumeFailure.TOO_OLD
    earliest = log.last + 1 if log.earliest is None else log.earliest
    if cursor.epoch is not None and earliest > cursor.position + 1:
        return ResumeFailure.TOO_OLD
    return None
