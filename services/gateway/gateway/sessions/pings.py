"""When sessions are pinged: those of one moment together, the moments spread evenly over the interval.

A ping costs many times what it sends: a timer, a wake-up, a write, and the same again for its answer. Together they
share the wake-ups, and the message is made once.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable
from dataclasses import dataclass

MOMENTS = 25
"""Into how many an interval is divided; a ping comes at most one of them late."""


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign of life: where the log stands, and the message that says so."""

    cursor: str
    message: bytes


Ping = Callable[[Sign], None]


class PingClock:
    """Pings whoever joined, once in ``seconds``. It rests while nobody has.

    Args:
        sign: made once for all of a moment.
    """

    def __init__(self, seconds: float, sign: Callable[[], Sign]) -> None:
        self._step = seconds / MOMENTS
        self._sign = sign
        self._moments: list[set[Ping]] = [set() for _ in range(MOMENTS)]
        self._at = 0
        self._joined = 0
        self._timer: asyncio.TimerHandle | None = None

    def join(self, ping: Ping) -> Callable[[], None]:
        """Have ``ping`` called from now on, first after some half to a whole interval; the answer ends it."""
        later = random.randint(MOMENTS // 2 + 1, MOMENTS)  # noqa: S311  (spreads load)
        moment = self._moments[(self._at + later) % MOMENTS]
        moment.add(ping)
        self._joined += 1
        if self._timer is None:
            loop = asyncio.get_running_loop()
            self._timer = loop.call_at(loop.time() + self._step, self._tick)

        def leave() -> None:
            if ping in moment:
                moment.remove(ping)
                self._joined -= 1

        return leave

    def _tick(self) -> None:
        timer, self._timer = self._timer, None
        if timer is None or not self._joined:
            return
        # Before the pings: whatever goes wrong with one, the next moment comes.
        self._timer = asyncio.get_running_loop().call_at(timer.when() + self._step, self._tick)
        self._at = (self._at + 1) % MOMENTS
        due = tuple(self._moments[self._at])
        if due:
            sign = self._sign()
            for ping in due:
                ping(sign)
