"""Pings: each session once an interval, those of one moment together, and nobody after it left."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from itertools import pairwise
from typing import Any

import pytest
from gateway.sessions.pings import MOMENTS, PingClock, Sign
from hypothesis import given
from hypothesis import strategies as st

INTERVAL = 25.0


class Loop:
    """An event loop's clock that is turned by hand."""

    def __init__(self) -> None:
        self.now = 100.0
        self.timers: list[tuple[float, Callable[[], None]]] = []

    def time(self) -> float:
        return self.now

    def call_at(self, when: float, action: Callable[[], None]) -> Any:
        self.timers.append((when, action))
        return type("Handle", (), {"when": lambda _: when})()

    def turn(self, seconds: float) -> None:
        """Let time pass."""
        end = self.now + seconds
        while self.timers and min(self.timers)[0] <= end + 1e-9:
            at = min(self.timers, key=lambda timer: timer[0])
            self.timers.remove(at)
            self.now = at[0]
            at[1]()
        self.now = end


@pytest.fixture
def loop(monkeypatch: pytest.MonkeyPatch) -> Loop:
    made = Loop()
    monkeypatch.setattr(asyncio, "get_running_loop", lambda: made)
    return made


def signs() -> Callable[[], Sign]:
    made = iter(range(10**9))
    return lambda: Sign(cursor=str(next(made)), message=b"ping")


def test_each_is_pinged_once_an_interval_and_first_after_half_of_one(loop: Loop) -> None:
    clock = PingClock(INTERVAL, signs())
    at: dict[int, list[float]] = {number: [] for number in range(200)}
    for times in at.values():
        clock.join(lambda _, times=times: times.append(loop.now - 100))  # type: ignore[misc]
    loop.turn(10 * INTERVAL)
    for times in at.values():
        assert INTERVAL / 2 <= times[0] <= INTERVAL
        assert {round(later - earlier, 6) for earlier, later in pairwise(times)} == {INTERVAL}
        assert len(times) >= 9
    assert len({round(times[0], 6) for times in at.values()}) > MOMENTS // 3, "spread"


def test_those_of_one_moment_get_one_sign(loop: Loop) -> None:
    clock = PingClock(INTERVAL, signs())
    seen: list[tuple[float, str]] = []
    for _ in range(500):
        clock.join(lambda sign: seen.append((loop.now, sign.cursor)))
    loop.turn(2 * INTERVAL)
    assert len(dict(seen)) == len(set(seen)), "one for each moment"


def test_one_that_fails_does_not_stop_the_clock(loop: Loop) -> None:
    clock, seen = PingClock(INTERVAL, signs()), []

    def fails(_: Sign) -> None:
        raise RuntimeError("a fault of one session")

    leave = clock.join(fails)
    clock.join(seen.append)
    while True:
        try:
            loop.turn(INTERVAL)
            break
        except RuntimeError:
            leave()
    loop.turn(2 * INTERVAL)
    assert len(seen) >= 2


@given(st.lists(st.tuples(st.booleans(), st.integers(0, 9), st.floats(0, 30)), max_size=40))
def test_who_left_hears_nothing_and_an_empty_clock_rests(steps: list[tuple[bool, int, float]]) -> None:
    with pytest.MonkeyPatch.context() as patching:
        loop = Loop()
        patching.setattr(asyncio, "get_running_loop", lambda: loop)
        clock, inside = PingClock(INTERVAL, signs()), {}

        def ping(number: int) -> Callable[[Sign], None]:
            return lambda _: pytest.fail("pinged after it left") if number not in inside else None

        for joins, number, seconds in steps:
            if joins and number not in inside:
                inside[number] = None
                inside[number] = clock.join(ping(number))
            elif not joins and number in inside:
                leave = inside.pop(number)
                leave()
                leave()  # twice is once
            loop.turn(seconds)
        for leave in inside.values():
            leave()
        inside.clear()
        loop.turn(INTERVAL)
        assert loop.timers == []
