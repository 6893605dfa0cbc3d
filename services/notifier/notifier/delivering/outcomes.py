"""What an attempt at a delivery can come to, and when it is tried again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

LADDER = (
    timedelta(seconds=30),
    timedelta(minutes=2),
    timedelta(minutes=10),
    timedelta(hours=1),
    timedelta(hours=3),
    timedelta(hours=6),
    timedelta(hours=12),
)
"""How long a delivery waits after each failure; after the last it is given up. Together about a day."""
KEPT_FOR = timedelta(days=3)
"""A message that could not be sent for so long, whatever the reason, is of no use any more."""
DOUBT = timedelta(minutes=1)
"""How long a delivery waits at least whose outcome is not known: the place to look it up may be slow."""
LONGEST_WISH = timedelta(hours=1)
"""The longest wait that a receiver can ask for."""


@dataclass(frozen=True, slots=True)
class Sent:
    """The other side has taken it. ``found``: it had it already, from an attempt whose outcome was not known."""

    detail: str = ""
    found: bool = False


@dataclass(frozen=True, slots=True)
class Failed:
    """Not this time. ``doubtful``: it may have arrived all the same. ``wait`` is what the other side asked for."""

    detail: str
    doubtful: bool = False
    wait: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Refused:
    """It will never be taken. ``reason`` is a stable code."""

    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class Dropped:
    """Nobody wants it any more. ``reason`` is a stable code."""

    reason: str


@dataclass(frozen=True, slots=True)
class Later:
    """Now is not the time for it."""

    due_at: datetime
    detail: str


@dataclass(frozen=True, slots=True)
class ChannelDown:
    """The channel itself does not work: no fault of this delivery. ``doubtful`` as in ``Failed``."""

    detail: str
    doubtful: bool = False


Outcome = Sent | Failed | Refused | Dropped | Later | ChannelDown


def wait_after(failures: int, wish: timedelta | None) -> timedelta | None:
    """How long to wait after the ``failures``-th failure, at least what was wished; None when enough was tried."""
    if failures > len(LADDER):
        return None
    return max(LADDER[failures - 1], min(wish or timedelta(), LONGEST_WISH))
