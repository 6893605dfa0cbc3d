"""When people work: office hours on working days, without the country's public holidays."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

import holidays

SATURDAY = 5
A_DAY = timedelta(days=1)


class WorkingHours:
    """The working time of an office. Moments go in aware and come out in UTC."""

    def __init__(
        self,
        *,
        country: str = "RO",
        zone: str = "Europe/Bucharest",
        begin: time = time(9),
        end: time = time(17, 30),
    ) -> None:
        """Make the calendar of ``country`` (ISO 3166 code).

        Raises:
            NotImplementedError: its public holidays are not known.
            ValueError: the day would end before it begins.
        """
        if begin >= end:
            raise ValueError(f"working hours that begin at {begin} cannot end at {end}")
        self._holidays = holidays.country_holidays(country)
        self.zone = ZoneInfo(zone)
        self._begin = begin
        self._end = end

    def is_working_day(self, day: date) -> bool:
        """Whether people are at work that day."""
        return day.weekday() < SATURDAY and day not in self._holidays

    def working_day(self, day: date) -> date:
        """That day, or the next one on which people work."""
        while not self.is_working_day(day):
            day += A_DAY
        return day

    def opening(self, day: date) -> datetime:
        """When work begins on a day."""
        return self._at(day, self._begin)

    def later(self, moment: datetime, working_time: timedelta) -> datetime:
        """When so much working time has passed since ``moment``; at the earliest the next working moment."""
        day = moment.astimezone(self.zone).date()
        left = working_time
        while True:
            day = self.working_day(day)
            start, end = max(moment, self._at(day, self._begin)), self._at(day, self._end)
            if start < end and left < end - start:
                return (start + left).astimezone(UTC)
            left -= max(end - start, timedelta())
            day += A_DAY

    def _at(self, day: date, hour: time) -> datetime:
        return datetime.combine(day, hour, self.zone).astimezone(UTC)


def zone_of(country: str | None, otherwise: ZoneInfo) -> ZoneInfo:
    """The time zone of a country (ISO 3166 code): of its first one, where there are several."""
    name = _zones().get(country or "")
    return ZoneInfo(name) if name else otherwise


@cache
def _zones() -> dict[str, str]:
    text = files("tzdata.zoneinfo").joinpath("zone.tab").read_text(encoding="utf-8")
    zones: dict[str, str] = {}
    for line in text.splitlines():
        if not line.startswith("#"):
            country, _, name, *_ = line.split("\t")
            zones.setdefault(country, name)
    return zones
