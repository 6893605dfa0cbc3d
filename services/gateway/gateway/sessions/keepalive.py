"""The clock of one session: pings, missing pongs, the token's end."""

from __future__ import annotations

import asyncio
import random
from typing import TYPE_CHECKING

from gateway.protocol.codes import CloseCode

if TYPE_CHECKING:
    from collections.abc import Callable


class Keepalive:
    """Timers that end with the session. The first ping comes at a random moment, so that sessions do not
    march in step.
    """

    def __init__(
        self,
        *,
        ping_seconds: float,
        pong_seconds: float | None,
        ping: Callable[[], None],
        close: Callable[[CloseCode], None],
    ) -> None:
        """``pong_seconds`` is None for a client that cannot answer."""
        self._loop = asyncio.get_running_loop()
        self._ping_seconds = ping_seconds
        self._pong_seconds = pong_seconds
        self._send_ping = ping
        self._close = close
        self._timers: dict[str, asyncio.TimerHandle] = {}

    def expect_connect(self, seconds: float) -> None:
        """Close the session unless ``connected`` is called in time."""
        self._set("connect", seconds, lambda: self._close(CloseCode.NO_CONNECT))

    def connecting(self) -> None:
        """The client has shown a good token."""
        self._cancel("connect")

    def start(self) -> None:
        """Begin to ping."""
        self._set("ping", self._ping_seconds * random.uniform(0.5, 1), self._ping)  # noqa: S311  (spreads load)

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

    def _ping(self) -> None:
        self._send_ping()
        if self._pong_seconds is not None and "pong" not in self._timers:
            self._set("pong", self._pong_seconds, lambda: self._close(CloseCode.NO_PONG))
        self._set("ping", self._ping_seconds, self._ping)

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
