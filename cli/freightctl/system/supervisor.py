"""Keeps one part of the system running: what ends unexpectedly is started again, ever more patiently."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from freightwire.local_servers import ServerError
from freightwire.messaging.backoff import Backoff

POLL_SECONDS = 0.25
FIRST_DELAY_SECONDS = 0.5
DELAY_LIMIT_SECONDS = 30.0
STABLE_SECONDS = 60


@dataclass(frozen=True, slots=True)
class Part:
    """Something that runs: a service or a server of ours."""

    name: str
    is_running: Callable[[], bool]
    restart: Callable[[], Awaitable[None]]
    why: Callable[[], str]
    """What is known of its end."""


async def keep_running(part: Part, say: Callable[[str], None], on_restarted: Callable[[], None]) -> None:
    """Watch ``part`` until cancelled."""
    backoff = Backoff(first=FIRST_DELAY_SECONDS, limit=DELAY_LIMIT_SECONDS)
    loop = asyncio.get_running_loop()
    began = loop.time()
    while True:
        await asyncio.sleep(POLL_SECONDS)
        if part.is_running():
            continue
        if loop.time() - began > STABLE_SECONDS:
            backoff.reset()
        delay = backoff.next_delay()
        say(f"{part.name} ended unexpectedly ({part.why()}); starting it again in {delay:.1f} s")
        await asyncio.sleep(delay)
        try:
            await part.restart()
        except ServerError as error:
            say(f"{part.name} did not start: {error}")
        began = loop.time()
        on_restarted()
