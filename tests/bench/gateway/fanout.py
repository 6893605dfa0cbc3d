"""Fan-out: processor time per delivery, one event or ten a turn, beside the floor and beside others."""

from __future__ import annotations

import asyncio
import json
import sys
from asyncio.subprocess import PIPE
from pathlib import Path
from typing import Any

from tests.bench.gateway.native import Sink, floor
from tests.bench.gateway.rivals import RIVALS, Rival
from tests.bench.gateway.stage import Stage, cpu_of, hello

SESSIONS = 1000
TURNS = 300
RATE = 25.0
"""Turns a second: what a client reads from a full turn is done before the next."""
PUSH_BYTES = 470
"""A frame of the gateway with 200 bytes of data: the floor sends as many."""


async def gateway(stage: Stage, frames: int) -> dict[str, Any]:
    """The gateway: the whole process, with taking the events from the broker."""
    node = await stage.node()
    async with stage.clients(node, SESSIONS, [hello(["order.#"], user) for user in range(100)]) as sink:
        await stage.publish_evenly(["42"] * 50 * frames, RATE, together=frames)
        await sink.until(50 * frames * SESSIONS)
        await sink.reset()
        before, client = cpu_of(node), (await sink.seen()).cpu
        await stage.publish_evenly(["42"] * TURNS * frames, RATE, together=frames)
        seen = await sink.until(TURNS * frames * SESSIONS)
        used = cpu_of(node) - before
    await node.kill()
    return {
        "us": used * 1e6 / seen.messages,
        "client_us": (seen.cpu - client) * 1e6 / seen.messages,
        "bytes": seen.bytes / seen.messages,
        "deliveries": seen.messages,
    }


async def rival(stage: Stage, one: Rival, frames: int) -> dict[str, Any]:
    """Another server that sends the same bytes to as many clients and reports its own processor time."""
    process = await asyncio.create_subprocess_exec(
        *one.command(PUSH_BYTES, frames, SESSIONS, TURNS, RATE), stdin=PIPE, stdout=PIPE, cwd=one.directory
    )
    assert process.stdout is not None
    try:
        async with asyncio.timeout(240):
            port = int(await process.stdout.readline())
            async with Sink(stage.directory, port, SESSIONS, [one.hello], **one.how) as sink:
                assert process.stdin is not None
                process.stdin.write(b"go\n")
                report = json.loads(await process.stdout.readline())
                await sink.until(TURNS * frames * SESSIONS, 60)
    finally:
        if process.returncode is None:
            process.kill()
        await process.wait()
    return {"us": report["cpu"] * 1e6 / (TURNS * frames * SESSIONS)}


async def run(directory: Path, *, rivals: bool) -> list[dict[str, Any]]:
    """All of it: a row for each server and number of frames."""
    rows: list[dict[str, Any]] = []
    async with Stage(directory) as stage:
        for frames in (1, 10):
            lowest = await floor(directory, sessions=SESSIONS, size=PUSH_BYTES, frames=frames, turns=TURNS)
            rows.append({"server": "send() in C (the floor)", "frames": frames, "us": lowest, "ratio": 1.0})
            ours = await gateway(stage, frames)
            rows.append({"server": "freightwire gateway", "frames": frames, "ratio": ours["us"] / lowest, **ours})
            for one in RIVALS if rivals else ():
                problem = one.missing()
                if problem is not None:
                    rows.append({"server": one.name, "frames": frames, "missing": problem})
                    continue
                try:
                    theirs = await rival(stage, one, frames)
                except (TimeoutError, RuntimeError, ValueError) as error:
                    rows.append({"server": one.name, "frames": frames, "missing": repr(error)})
                    continue
                rows.append({"server": one.name, "frames": frames, "ratio": theirs["us"] / lowest, **theirs})
            sys.stderr.write(f"{frames} a turn: done\n")
    return rows
