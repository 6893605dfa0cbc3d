"""Waiting for what nothing announces."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, TypeVar, overload

T = TypeVar("T")

POLL_SECONDS = 0.02


@overload
async def eventually(condition: Callable[[], Awaitable[T]], seconds: float = 45) -> T: ...
@overload
async def eventually(condition: Callable[[], T], seconds: float = 45) -> T: ...
async def eventually(condition: Callable[[], Any], seconds: float = 45) -> Any:
    """Wait until ``condition()`` (or what it awaits to) is true.

    An ``AssertionError`` of the condition counts as "not yet", so that it may consist of asserts.

    Returns:
        The first true value.

    Raises:
        AssertionError: it did not become true in time; with the last value, or from the last assertion.
    """
    deadline = asyncio.get_running_loop().time() + seconds
    while True:
        failure: AssertionError | None = None
        value: Any = None
        try:
            result = condition()
            value = await result if isinstance(result, Awaitable) else result
        except AssertionError as error:
            failure = error
        if value:
            return value
        if asyncio.get_running_loop().time() > deadline:
            raise AssertionError(f"not true within {seconds:g} s; last: {failure or value!r}") from failure
        await asyncio.sleep(POLL_SECONDS)
