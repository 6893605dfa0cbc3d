"""When an e-mail goes out: windows, digests, quiet hours, on the person's own clock."""

from __future__ import annotations

from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from notifier.preferences import Digest, Preferences, QuietHours
from notifier.rules.kinds import KINDS
from notifier.timing import DIGEST, GROUPING, email_slot, next_digest, quiet_until
from pydantic import ValidationError

NOON = datetime(2026, 11, 24, 10, tzinfo=UTC)
ORDINARY, URGENT = KINDS["order_assigned"], KINDS["order_problem"]
moments = st.datetimes(datetime(2026, 1, 1), datetime(2027, 12, 31)).map(lambda moment: moment.replace(tzinfo=UTC))  # noqa: DTZ001
clock_times = st.times().map(lambda clock: clock.replace(second=0, microsecond=0))
zones = st.sampled_from(["Europe/Bucharest", "Europe/London", "America/New_York", "Asia/Kolkata", "UTC"])


def test_news_of_one_order_wait_for_one_another() -> None:
    slot = email_slot(ORDINARY, "o1", Preferences(), NOON)
    assert (slot.group_key, slot.due_at) == ("order:o1", NOON + GROUPING)


def test_what_stands_alone_waits_for_nothing() -> None:
    slot = email_slot(KINDS["system_maintenance"], None, Preferences(), NOON)
    assert (slot.group_key, slot.due_at) == ("", NOON)


def test_urgent_news_go_at_once_even_from_a_digest() -> None:
    slot = email_slot(URGENT, "o1", Preferences(digest=Digest.DAILY), NOON)
    assert (slot.group_key, slot.due_at, slot.at_once) == ("order:o1", NOON, True)


def test_quiet_hours_span_midnight() -> None:
    quiet = Preferences()  # 22:00 to 07:00 in Bucharest, two hours ahead in November
    evening, night, morning = NOON.replace(hour=20), NOON.replace(hour=1), NOON.replace(hour=5)
    assert quiet_until(quiet, evening, urgent=False) == NOON.replace(day=25, hour=5)
    assert quiet_until(quiet, night, urgent=False) == morning
    assert quiet_until(quiet, morning, urgent=False) is None
    assert quiet_until(quiet, evening - timedelta(seconds=1), urgent=False) is None


def test_urgent_news_keep_quiet_only_where_that_is_asked_for() -> None:
    night = NOON.replace(hour=1)
    assert quiet_until(Preferences(), night, urgent=True) is None
    strict = Preferences(quiet_hours=QuietHours(urgent_through=False))
    assert email_slot(URGENT, "o1", strict, night).due_at == NOON.replace(hour=5)


def test_clocks_that_change_do_not_move_the_morning() -> None:
    before = datetime(2026, 10, 24, 21, tzinfo=UTC)  # midnight, summer time ends that night
    assert quiet_until(Preferences(), before, urgent=False) == datetime(2026, 10, 25, 5, tzinfo=UTC)


def test_digests_come_on_the_quarter_and_in_the_morning() -> None:
    quarterly, daily = Preferences(digest=Digest.QUARTER_HOURLY), Preferences(digest=Digest.DAILY)
    assert next_digest(quarterly, NOON + timedelta(minutes=1)) == NOON + timedelta(minutes=15)
    assert next_digest(quarterly, NOON) == NOON + timedelta(minutes=15)
    assert next_digest(daily, NOON) == NOON.replace(day=25, hour=6)
    assert next_digest(daily, NOON.replace(hour=5)) == NOON.replace(hour=6)


@given(
    moment=moments, begin=clock_times, end=clock_times, zone=zones,
    digest=st.sampled_from(Digest), kind=st.sampled_from([ORDINARY, URGENT]), through=st.booleans(),
)  # fmt: skip
def test_no_mail_is_ever_due_in_quiet_hours_nor_later_than_two_days(
    moment: datetime, begin: time, end: time, zone: str, digest: Digest, kind: Any, through: bool
) -> None:
    if begin == end:
        return
    quiet = QuietHours(begin=begin, end=end, urgent_through=through)
    preferences = Preferences(time_zone=zone, digest=digest, quiet_hours=quiet)
    slot = email_slot(kind, "o1", preferences, moment)
    assert moment <= slot.due_at <= moment + timedelta(days=2, hours=2)
    if not (kind.urgent and through) and slot.group_key == DIGEST:
        assert not quiet.contains(slot.due_at.astimezone(preferences.zone).time())


@pytest.mark.parametrize(
    "wrong",
    [
        {"language": "fr"}, {"timeZone": "Mars/Base"}, {"digest": "weekly"}, {"unknown": 1},
        {"quietHours": {"begin": "22:00", "end": "22:00"}}, {"channels": {"nonsense": ["email"]}},
        {"channels": {"order_assigned": ["pigeon"]}}, {"dailyAt": "08:00Z"},
        {"quietHours": {"begin": "22:00+02:00", "end": "07:00"}},
    ],
)  # fmt: skip
def test_choices_that_make_no_sense_are_refused(wrong: dict[str, Any]) -> None:
    with pytest.raises(ValidationError):
        Preferences.model_validate(wrong)
