"""Waiting for whichever comes first."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Coroutine, Sequence

STUBBORN_SECONDS = 20
"""Longer than an orderly end takes: asking the broker once, and closing the channel."""


async def until_first(lost: asyncio.Future[str], *work: Coroutine[None, None, None]) -> None:
    """Do all of ``work`` until one of them ends or ``lost`` is set; the others are cancelled.

    Raises:
        ConnectionError: ``lost`` came first; its result says why.
        BaseException: whatever the first to end raised.
    """
    tasks = [asyncio.ensure_future(one) for one in work]
    try:
        everything: set[asyncio.Future[None] | asyncio.Future[str]] = {*tasks, lost}
        await asyncio.wait(everything, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            if task.done():
                task.result()
                return
        raise ConnectionError(lost.result())
    finally:
        await _cancel(tasks)


async def _cancel(tasks: Sequence[asyncio.Future[None]]) -> None:
    """Cancel ``tasks`` and wait for their end.

    aiormq's timeouts are ``asyncio.wait_for``, which before Python 3.12 loses a cancellation that comes in the same
    turn as the answer: a task that goes on regardless is cancelled again.
    """
    pending = set(tasks)
    while pending:
        for task in pending:
            task.cancel()
        _, pending = await asyncio.wait(pending, timeout=STUBBORN_SECONDS)
    await asyncio.gather(*tasks, return_exceptions=True)
