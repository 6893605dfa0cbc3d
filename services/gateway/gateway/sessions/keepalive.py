"""The clocks of one session: pings, missing pongs, the token's end."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from gateway.protocol.codes import CloseCode

if TYPE_CHECKING:
    from collections.abc import Callable

    from gateway.sessions.pings import PingClock, Sign


class Keepalive:
    """Timers that end with the session."""

    def __init__(
        self,
        *,
        clock: PingClock,
        pong_seconds: float | None,
        ping: Callable[[Sign], None],
        close: Callable[[CloseCode], None],
    ) -> None:
        """``pong_seconds`` is None for a client that cannot answer."""
        self._loop = asyncio.get_running_loop()
        self._clock = clock
        self._pong_seconds = pong_seconds
        self._send_ping = ping
        self._close = close
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._end_pings: Callable[[], None] | None = None

    def expect_connect(self, seconds: float) -> None:
        """Close the session unless ``connected`` is called in time."""
        self._set("connect", seconds, lambda: self._close(CloseCode.NO_CONNECT))

    def connecting(self) -> None:
        """The client has shown a good token."""
        self._cancel("connect")

    def start(self) -> None:
        """Begin to ping."""
        self._end_pings = self._clock.join(self._ping)

    def expire_in(self, seconds: float) -> None:
        """The token ends then: also a session that only listens is closed."""
        self._set("expiry", max(0.0, seconds), lambda: self._close(CloseCode.TOKEN_EXPIRED))

    def heard(self) -> None:
        """Something came from the client."""
        self._cancel("pong")

    def stop(self) -> None:
        """No more timers."""
        for timer in self._timers.values():
            timer.cancel()
        self._timers.clear()
        if self._end_pings is not None:
            self._end_pings()

    def _ping(self, sign: Sign) -> None:
        self._send_ping(sign)
        if self._pong_seconds is not None and "pong" not in self._timers:
            self._set("pong", self._pong_seconds, lambda: self._close(CloseCode.NO_PONG))

    def _set(self, name: str, seconds: float, action: Callable[[], None]) -> None:
        self._cancel(name)

        def fire() -> None:
            del self._timers[name]
            action()

        self._timers[name] = self._loop.call_later(seconds, fire)

    def _cancel(self, name: str) -> None:
        timer = self._timers.pop(name, None)
        if timer is not None:
            timer.cancel()
