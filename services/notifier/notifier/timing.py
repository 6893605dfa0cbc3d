"""When an e-mail goes out, and what it is told together with: windows, digests and quiet hours. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from notifier.preferences import Digest

if TYPE_CHECKING:
    from notifier.preferences import Preferences
    from notifier.rules.kinds import Kind

GROUPING = timedelta(minutes=1)
"""News of one thing within this time are one message."""
QUARTER = timedelta(minutes=15)
DIGEST = "digest"
A_DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Slot:
    """When a message goes out, and the key of what goes out in it. An empty key is told alone."""

    group_key: str
    due_at: datetime
    at_once: bool = False


def email_slot(kind: Kind, order_id: str | None, preferences: Preferences, now: datetime) -> Slot:
    """Where a notification of ``kind`` that arises ``now`` has its place."""
    key = kind.group_key(order_id)
    if kind.urgent:
        held_until = quiet_until(preferences, now, urgent=True)
        return Slot(key, now, at_once=True) if held_until is None else Slot(DIGEST, held_until)
    if preferences.digest is not Digest.IMMEDIATELY:
        due = next_digest(preferences, now)
        return Slot(DIGEST, quiet_until(preferences, due, urgent=False) or due)
    if (held_until := quiet_until(preferences, now, urgent=False)) is not None:
        return Slot(DIGEST, held_until)
    return Slot(key, now + GROUPING if key else now)


def quiet_until(preferences: Preferences, moment: datetime, *, urgent: bool) -> datetime | None:
    """The end of the quiet hours that ``moment`` falls into; None where it may be loud."""
    quiet = preferences.quiet_hours
    if quiet is None or (urgent and quiet.urgent_through):
        return None
    local = moment.astimezone(preferences.zone)
    if not quiet.contains(local.time()):
        return None
    day = local.date() + A_DAY if local.time() >= quiet.end else local.date()
    return datetime.combine(day, quiet.end, preferences.zone).astimezone(UTC)


def next_digest(preferences: Preferences, now: datetime) -> datetime:
    """When the next digest is due after ``now``."""
    if preferences.digest is Digest.DAILY:
        local = now.astimezone(preferences.zone)
        day = local.date() + A_DAY if local.time() >= preferences.daily_at else local.date()
        return datetime.combine(day, preferences.daily_at, preferences.zone).astimezone(UTC)
    return datetime.fromtimestamp((now.timestamp() // QUARTER.seconds + 1) * QUARTER.seconds, UTC)
