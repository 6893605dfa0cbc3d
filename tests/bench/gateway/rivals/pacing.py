"""What the Python programs share: the arguments, the turns, and the report."""

from __future__ import annotations

import asyncio
import resource
import socket
import sys
import time
from collections.abc import Awaitable, Callable

SIZE, FRAMES, TURNS = (int(argument) for argument in sys.argv[1:4])
RATE, SECONDS = (float(argument) for argument in sys.argv[4:6])
TEXT = "x" * SIZE


def listen() -> socket.socket:
    """A listening socket; its port is printed."""
    made = socket.create_server(("127.0.0.1", 0), backlog=1024)
    print(made.getsockname()[1], flush=True)
    return made


def own_cpu() -> float:
    """Seconds of processor time of this process."""
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


async def take_turns(send: Callable[[], Awaitable[None]], cpu: Callable[[], float] = own_cpu) -> None:
    """After ``go``, call ``send`` for every turn; report when asked to; return when the bench has no more to say.

    Args:
        send: sends ``TEXT`` ``FRAMES`` times to everybody.
        cpu: seconds of processor time that the server has used.
    """
    if not await asyncio.to_thread(sys.stdin.readline):
        return
    before, end = cpu(), time.monotonic() + SECONDS
    turns = 0
    while turns < TURNS and time.monotonic() < end:
        await send()
        turns += 1
        await asyncio.sleep(1 / RATE)
    print(turns, flush=True)
    while await asyncio.to_thread(sys.stdin.readline):
        print(cpu() - before, flush=True)
