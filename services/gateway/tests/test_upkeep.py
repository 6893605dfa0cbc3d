"""Work over a channel goes on whatever ends it, until it is told to stop."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

import pytest
from gateway.tasks import until_first
from gateway.upkeep import Loss, keep_up

if TYPE_CHECKING:
    from collections.abc import Callable


async def test_work_goes_on() -> None:
    """After an error of the broker, a fault, a cancellation that nobody asked for, an end, and a reported loss."""
    begun = 0
    steady = asyncio.Event()

    async def attempt(loss: Loss, works: Callable[[], None]) -> None:
        nonlocal begun
        begun += 1
        works()
        match begun:
            case 1:
                raise ConnectionError("no broker")
            case 2:
                raise KeyError("a fault")
            case 3:
                raise asyncio.CancelledError
            case 4:
                return
            case 5:
                loss.report("channel closed")
                await asyncio.Event().wait()
        steady.set()
        await asyncio.Event().wait()

    task = asyncio.create_task(keep_up("test", attempt))
    async with asyncio.timeout(30):
        await steady.wait()
    assert begun == 6
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task


async def test_a_swallowed_cancellation_is_repeated(monkeypatch: pytest.MonkeyPatch) -> None:
    """Work that loses a cancellation, as aiormq's timeouts may, is not waited for in vain."""
    monkeypatch.setattr("gateway.tasks.STUBBORN_SECONDS", 0.01)
    swallowed = 0

    async def stubborn() -> None:
        nonlocal swallowed
        while True:
            try:
                await asyncio.Event().wait()
            except asyncio.CancelledError:
                swallowed += 1
                if swallowed == 3:
                    raise

    lost: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    asyncio.get_running_loop().call_soon(lost.set_result, "gone")
    async with asyncio.timeout(30):
        with pytest.raises(ConnectionError, match="gone"):
            await until_first(lost, stubborn())
    assert swallowed == 3
