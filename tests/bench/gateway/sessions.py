"""Many sessions: what an idle one takes, delays with an order each, and a reader that stops."""

from __future__ import annotations

import asyncio
import random
from functools import partial
from pathlib import Path
from typing import Any

from tests.bench.gateway.stage import Stage, cpu_of, hello, memory_of, metric

MANY = 10_000
RATE = 500
SECONDS = 20
WITH_A_SLOW_ONE = 1_000


async def many(directory: Path) -> dict[str, Any]:
    """Ten thousand sessions on as many orders: memory of each, then delays at 500 events a second."""
    async with Stage(directory) as stage:
        node = await stage.node()
        empty = memory_of(node)
        hellos = [hello([f"order.{number}.#"], number % 500) for number in range(MANY)]
        async with stage.clients(node, MANY, hellos) as sink:
            idle = memory_of(node)
            chosen = [str(random.randrange(MANY)) for _ in range(RATE * SECONDS)]
            await sink.reset()
            before = cpu_of(node)
            await stage.publish_evenly(chosen, RATE / 10, together=10)
            seen = await sink.until(len(chosen))
            return {
                "sessions": MANY,
                "idle_kib": (idle - empty) / MANY / 1024,
                "p50_ms": seen.p50,
                "p99_ms": seen.p99,
                "cpu": (cpu_of(node) - before) / SECONDS,
                "bindings": await metric(node, "freightwire_gateway_bindings"),
            }


async def slow_reader(directory: Path) -> dict[str, Any]:
    """A thousand sessions, one of which stops reading: the others' delays before and after, and the memory held."""
    async with Stage(directory) as stage:
        node = await stage.node()
        hellos = [hello(["order.#"], user) for user in range(100)]
        async with stage.clients(node, WITH_A_SLOW_ONE, hellos) as sink:
            work = partial(stage.publish_evenly, ["42"] * 1000, 50.0, data_bytes=2000)
            await stage.publish_evenly(["42"] * 100, 50.0, data_bytes=2000)
            await sink.until(100 * WITH_A_SLOW_ONE)
            await sink.reset()
            await work()
            before = await sink.until(1000 * WITH_A_SLOW_ONE)
            held = memory_of(node)
            await sink.reset()
            await sink.stall()
            await work()
            after = await sink.until(1000 * (WITH_A_SLOW_ONE - 1))
            await asyncio.sleep(1)
            return {
                "p99_before_ms": before.p99,
                "p99_after_ms": after.p99,
                "memory_growth_mib": (memory_of(node) - held) / 1024 / 1024,
                "sessions_left": await metric(node, "freightwire_gateway_sessions"),
            }
