"""Working time in Romania: office hours, weekends, public holidays."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notifier.working_hours import WorkingHours, zone_of

HOURS = WorkingHours()
BUCHAREST = ZoneInfo("Europe/Bucharest")
moments = st.datetimes(datetime(2026, 1, 1), datetime(2028, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001


def at(text: str) -> datetime:
    """A time of the clock in Bucharest."""
    return datetime.fromisoformat(text).replace(tzinfo=BUCHAREST)


@pytest.mark.parametrize(
    ("day", "working"),
    [
        (date(2026, 11, 30), False),  # Saint Andrew
        (date(2026, 12, 1), False),  # National Day
        (date(2026, 12, 2), True),
        (date(2026, 4, 13), False),  # Orthodox Easter Monday
        (date(2026, 6, 1), False),  # Pentecost Monday, and Children's Day
        (date(2026, 11, 28), False),  # a Saturday
        (date(2027, 1, 1), False),
    ],
)
def test_public_holidays_are_no_working_days(day: date, working: bool) -> None:
    assert HOURS.is_working_day(day) is working


@pytest.mark.parametrize(
    ("since", "hours", "due"),
    [
        ("2026-11-24 10:00", 2, "2026-11-24 12:00"),
        ("2026-11-24 16:30", 2, "2026-11-25 10:00"),
        ("2026-11-24 03:00", 2, "2026-11-24 11:00"),
        ("2026-11-27 17:00", 2, "2026-12-02 10:30"),  # over a weekend and two holidays
        ("2026-11-24 15:30", 2, "2026-11-25 09:00"),
        ("2026-11-28 12:00", 0, "2026-12-02 09:00"),
        ("2026-11-24 09:00", 8.5, "2026-11-25 09:00"),
    ],
)
def test_working_time_passes_only_while_people_work(since: str, hours: float, due: str) -> None:
    assert HOURS.later(at(since), timedelta(hours=hours)) == at(due)


@given(moment=moments, minutes=st.integers(0, 60 * 40))
def test_what_is_due_falls_into_working_time(moment: datetime, minutes: int) -> None:
    due = HOURS.later(moment, timedelta(minutes=minutes)).astimezone(BUCHAREST)
    assert HOURS.is_working_day(due.date())
    assert time(9) <= due.time() < time(17, 30)
    assert due >= moment + timedelta(minutes=minutes)


@given(moment=moments, first=st.integers(0, 600), second=st.integers(0, 600))
def test_working_time_adds_up(moment: datetime, first: int, second: int) -> None:
    step = HOURS.later(moment, timedelta(minutes=first))
    assert HOURS.later(step, timedelta(minutes=second)) == HOURS.later(moment, timedelta(minutes=first + second))


def test_hours_that_end_before_they_begin_are_refused() -> None:
    with pytest.raises(ValueError, match="cannot end"):
        WorkingHours(begin=time(18), end=time(9))


def test_a_place_has_its_countrys_clock() -> None:
    assert zone_of("DE", BUCHAREST).key == "Europe/Berlin"
    assert zone_of("XX", BUCHAREST) is zone_of(None, BUCHAREST) is BUCHAREST
