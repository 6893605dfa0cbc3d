"""Waiting for whichever comes first."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Coroutine


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
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
