"""AMQP intake: processor time that a node takes for an event, against a bare aio-pika consumer of the same queue."""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE
from pathlib import Path
from typing import Any

import psutil

from tests.bench.gateway.stage import ORG, Stage, cpu_of, hello

EVENTS = 20_000
WINDOW = 500

BARE = """
import asyncio, sys
import aio_pika

async def main():
    connection = await aio_pika.connect(sys.argv[1])
    channel = await connection.channel()
    queue = await channel.declare_queue(exclusive=True)
    await queue.bind("events", sys.argv[2])
    left, done = int(sys.argv[3]), asyncio.Event()
    async def take(message):
        nonlocal left
        left -= 1
        if not left:
            done.set()
    await queue.consume(take, no_ack=True)
    print("ready", flush=True)
    await done.wait()
    print("done", flush=True)
    sys.stdin.read()

asyncio.run(main())
"""


async def intake(directory: Path) -> dict[str, Any]:
    """Both take the same events, one after the other."""
    async with Stage(directory) as stage:
        node = await stage.node()
        async with stage.clients(node, 1, [hello(["order.#"])]) as sink:
            before = cpu_of(node)
            await _publish(stage)
            await sink.until(EVENTS)
            ours = cpu_of(node) - before
        await node.kill()
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-c", BARE, stage.amqp_url, f"{ORG}.order.#", str(EVENTS)), stdin=PIPE, stdout=PIPE
        )
        assert process.stdout is not None
        await process.stdout.readline()
        times = psutil.Process(process.pid).cpu_times
        began = sum(times()[:2])
        await _publish(stage)
        await process.stdout.readline()
        bare = sum(times()[:2]) - began
        process.kill()
        await process.wait()
        return {
            "gateway_us": ours * 1e6 / EVENTS,
            "bare_us": bare * 1e6 / EVENTS,
            "gateway_per_s": EVENTS / ours,
            "bare_per_s": EVENTS / bare,
        }


async def _publish(stage: Stage) -> None:
    for _ in range(EVENTS // WINDOW):
        await stage.publish(["42"] * WINDOW)
