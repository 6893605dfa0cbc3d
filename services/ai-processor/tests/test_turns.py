"""Whose turn it is: who waits comes first, and what is read in bulk is not left waiting for ever."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from typing import Any

import pytest
from ai_processor.turns import PATIENCE, Turns

Eventually = Callable[..., Awaitable[Any]]


class Queue:
    """Documents that ask for a turn, in the order in which they are given one."""

    def __init__(self, size: int, bulk_size: int) -> None:
        self.turns = Turns(size, bulk_size)
        self.begun: list[str] = []
        self.ends: dict[str, asyncio.Event] = {}
        self.tasks: dict[str, asyncio.Task[None]] = {}

    async def ask(self, name: str, *, bulk: bool) -> None:
        """Ask for a turn."""
        self.ends[name] = asyncio.Event()
        self.tasks[name] = asyncio.create_task(self._read(name, bulk=bulk))
        await asyncio.sleep(0)

    async def end(self, name: str) -> None:
        """End a document's reading."""
        self.ends[name].set()
        await self.tasks[name]
        await asyncio.sleep(0)

    async def _read(self, name: str, *, bulk: bool) -> None:
        async with self.turns.turn(bulk=bulk):
            self.begun.append(name)
            await self.ends[name].wait()


async def test_who_waits_comes_before_bulk() -> None:
    queue = Queue(1, 1)
    for name, bulk in (("first", True), ("bulk", True), ("urgent", False)):
        await queue.ask(name, bulk=bulk)
    await queue.end("first")
    await queue.end("urgent")
    await queue.end("bulk")
    assert queue.begun == ["first", "urgent", "bulk"]


async def test_bulk_leaves_a_place_free() -> None:
    queue = Queue(2, 1)
    await queue.ask("bulk 1", bulk=True)
    await queue.ask("bulk 2", bulk=True)
    assert queue.begun == ["bulk 1"]
    await queue.ask("urgent", bulk=False)
    assert queue.begun == ["bulk 1", "urgent"]
    await queue.end("bulk 1")
    assert queue.begun[-1] == "bulk 2"
    await queue.end("urgent")
    await queue.end("bulk 2")


async def test_bulk_is_not_passed_over_for_ever() -> None:
    queue = Queue(1, 1)
    await queue.ask("0", bulk=False)
    await queue.ask("bulk", bulk=True)
    for number in range(1, 3 * PATIENCE):
        await queue.ask(str(number), bulk=False)
        await queue.end(queue.begun[-1])
    assert queue.begun.index("bulk") <= PATIENCE + 1
    while len(queue.begun) < 3 * PATIENCE + 1 or not all(task.done() for task in queue.tasks.values()):
        await queue.end(queue.begun[-1])


async def test_who_gives_up_waiting_takes_no_place() -> None:
    queue = Queue(1, 1)
    await queue.ask("first", bulk=False)
    await queue.ask("gone", bulk=False)
    await queue.ask("bulk", bulk=True)
    queue.tasks["gone"].cancel()
    with pytest.raises(asyncio.CancelledError):
        await queue.tasks["gone"]
    await queue.end("first")
    assert queue.begun == ["first", "bulk"]
    await queue.end("bulk")
    async with AsyncExitStack() as stack:
        await asyncio.wait_for(stack.enter_async_context(queue.turns.turn(bulk=False)), 10)


async def test_a_turn_that_is_given_up_at_once_is_free_again() -> None:
    turns = Turns(1, 1)
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(turns.turn(bulk=False))
        waiting = asyncio.create_task(stack.enter_async_context(turns.turn(bulk=True)))
        await asyncio.sleep(0)
        waiting.cancel()
    with pytest.raises(asyncio.CancelledError):
        await waiting
    for bulk in (True, False):
        async with asyncio.timeout(10), turns.turn(bulk=bulk):
            pass
