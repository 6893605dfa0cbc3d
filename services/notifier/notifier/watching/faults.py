"""When something that is seen to be wrong becomes a fault that is told, and when that is over. Pure."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from enum import StrEnum

WORSE = 10
"""An open fault is told again when it has grown to so many times what was told."""
CALM = timedelta(seconds=10)
"""How long all must be well before a fault is over: a queue looks empty for the moment that its letters are read."""


class Change(StrEnum):
    """What is to be told of a fault."""

    OPENED = "opened"
    WORSE = "worse"
    ENDED = "ended"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sight:
    """What was seen of one thing that can be wrong. ``depth`` is how bad, 0 when all is well; a sight that is bad for
    less than ``tolerated`` is no fault yet.
    """

    key: str
    depth: int
    tolerated: timedelta = timedelta()


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """What is known of one thing. ``depth`` is what was told last."""

    suspected_at: datetime | None = None
    open_since: datetime | None = None
    mended_at: datetime | None = None
    depth: int = 0


def look(fault: Fault, sight: Sight, now: datetime) -> tuple[Fault, Change | None]:
    """What is known after a sight, and what is to be told of it."""
    return _well(fault, now) if not sight.depth else _bad(replace(fault, mended_at=None), sight, now)


def _well(fault: Fault, now: datetime) -> tuple[Fault, Change | None]:
    if fault.open_since is None:
        return Fault(), None
    if fault.mended_at is None or now - fault.mended_at < CALM:
        return replace(fault, mended_at=fault.mended_at or now), None
    return Fault(), Change.ENDED


def _bad(fault: Fault, sight: Sight, now: datetime) -> tuple[Fault, Change | None]:
    if fault.open_since is not None:
        if sight.depth >= max(WORSE, fault.depth * WORSE):
            return replace(fault, depth=sight.depth), Change.WORSE
        return fault, None
    suspected_at = fault.suspected_at or now
    if now - suspected_at < sight.tolerated:
        return replace(fault, suspected_at=suspected_at), None
    return Fault(suspected_at=suspected_at, open_since=now, depth=sight.depth), Change.OPENED
