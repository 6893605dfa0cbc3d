"""One at a time per key, in the order of asking."""

from __future__ import annotations

import asyncio
from contextlib import suppress

from notifier.turns import Turns


async def test_a_key_goes_round_in_the_order_of_asking() -> None:
    turns, seen = Turns(), list[int]()

    async def take(number: int) -> None:
        async with turns.of("a"):
            await asyncio.sleep(0)
            seen.append(number)

    async with turns.of("a"):
        tasks = [asyncio.create_task(take(number)) for number in range(5)]
        await asyncio.sleep(0)
        async with turns.of("b"):
            assert seen == []
    await asyncio.gather(*tasks)
    assert seen == [0, 1, 2, 3, 4]
    assert len(turns) == 0


async def test_who_gives_up_does_not_hold_up_the_others() -> None:
    turns = Turns()
    async with turns.of("a"):
        waiting = asyncio.create_task(turns.of("a").__aenter__())
        await asyncio.sleep(0)
        waiting.cancel()
        with suppress(asyncio.CancelledError):
            await waiting
    async with turns.of("a"):
        assert len(turns) == 1
    assert len(turns) == 0
