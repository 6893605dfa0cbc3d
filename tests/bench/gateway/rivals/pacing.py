"""What the Python servers share: the arguments, the turns, and the report."""

from __future__ import annotations

import asyncio
import resource
import socket
import sys
from collections.abc import Awaitable, Callable

SIZE, FRAMES, SESSIONS, TURNS = (int(argument) for argument in sys.argv[1:5])
RATE = float(sys.argv[5])
TEXT = "x" * SIZE


def listen() -> socket.socket:
    """A listening socket; its port is printed."""
    made = socket.create_server(("127.0.0.1", 0), backlog=1024)
    print(made.getsockname()[1], flush=True)
    return made


def cpu() -> float:
    """Seconds of processor time of this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def take_turns(send: Callable[[], Awaitable[None]]) -> None:
    """After ``go``: call ``send`` for every event, and report."""
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
    before = cpu()
    for _ in range(TURNS):
        for _ in range(FRAMES):
            await send()
        await asyncio.sleep(1 / RATE)
    print(f'{{"cpu": {cpu() - before}}}', flush=True)
    await asyncio.get_running_loop().run_in_executor(None, sys.stdin.readline)
