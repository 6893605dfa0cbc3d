"""Uploads must go on: whoever sends a byte now and then must not hold a place for hours."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


class TooSlowError(Exception):
    """Nothing came for too long, or too little over all."""


async def paced(body: AsyncIterator[bytes], *, idle_seconds: float, bytes_per_second: float) -> AsyncIterator[bytes]:
    """``body``, as long as it keeps going.

    Args:
        idle_seconds: the longest pause. After that time the average counts too.
        bytes_per_second: the least average. Time that we spend on what came is not counted.

    Raises:
        TooSlowError: it does not.
    """
    loop = asyncio.get_running_loop()
    waited, received = 0.0, 0
    while True:
        began = loop.time()
        try:
            async with asyncio.timeout(idle_seconds):
                chunk = await anext(body, None)
        except TimeoutError as error:
            raise TooSlowError(f"nothing came for {idle_seconds:g} s") from error
        if chunk is None:
            return
        waited += loop.time() - began
        received += len(chunk)
        if waited > idle_seconds and received < waited * bytes_per_second:
            raise TooSlowError(f"less than {bytes_per_second:g} bytes came in a second")
        yield chunk
