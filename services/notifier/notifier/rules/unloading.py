"""When and where an order's goods are unloaded, as its stops say."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from freightwire.events.order_data import Stop, StopKind
from pydantic import JsonValue, TypeAdapter, ValidationError

from notifier.working_hours import zone_of

HOME = ZoneInfo("Europe/Bucharest")
OPENING = time(8)
"""When a window is taken to begin that names a day only."""
_STOPS = TypeAdapter(list[Stop])


@dataclass(frozen=True, slots=True)
class Unloading:
    """The beginning of a window in which goods are unloaded: UTC, and the time zone of its place."""

    at: datetime
    zone: str
    city: str | None = None


def unloadings_of(stops: JsonValue) -> tuple[Unloading, ...]:
    """The unloading windows that an order's ``stops`` name, in driving order; a list that is none has no windows."""
    try:
        parsed = _STOPS.validate_python(stops or [])
    except ValidationError:
        return ()
    return tuple(_windows(parsed))


def _windows(stops: list[Stop]) -> Iterator[Unloading]:
    for stop in stops:
        if stop.kind is StopKind.UNLOADING and stop.date is not None:
            zone = zone_of(stop.country, HOME)
            local = datetime.combine(stop.date, stop.time_from or OPENING, zone)
            yield Unloading(local.astimezone(UTC), zone.key, stop.city)
