"""Fan-out: processor time per delivery, one event or ten a turn, beside the floor and beside others."""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

from tests.bench.gateway.native import Sink, SinkError, floor
from tests.bench.gateway.rivals import RIVALS, Rival
from tests.bench.gateway.rivals.program import Program, RivalError
from tests.bench.gateway.stage import Stage, cpu_of, hello

SESSIONS = 1000
TURNS = 300
RATE = 25.0
"""Turns a second at most: every server rests as long after a turn, and one begins when the one before it has arrived.
By the clock alone, a server that stalls would write several turns together, and look cheap for it."""
PUSH_BYTES = 470
"""A frame of the gateway with 200 bytes of data: the floor sends as many."""
WARM_UP_TURNS = 50
ROUNDS = 3
START_SECONDS = 120
SEND_SECONDS = 60
"""After so long another server sends no further turn: the slow ones show their cost per delivery with fewer."""
TURN_SECONDS = 120
DELIVER_SECONDS = 120
REPORT_SECONDS = 30
"""How long another server may take until it is ready, for a turn, for what is on the way, and for an answer."""


async def gateway(stage: Stage, frames: int) -> dict[str, Any]:
    """The gateway: the whole process, with taking the events from the broker."""
    node = await stage.node()
    async with stage.clients(node, SESSIONS, [hello(["order.#"], user) for user in range(100)]) as sink:
        await _take_turns(stage, sink, WARM_UP_TURNS, frames)
        await sink.reset()
        before, client = cpu_of(node), (await sink.seen()).cpu
        await _take_turns(stage, sink, TURNS, frames)
        used, seen = cpu_of(node) - before, await sink.seen()
    await node.kill()
    return {
        "us": used * 1e6 / seen.messages,
        "client_us": (seen.cpu - client) * 1e6 / seen.messages,
        "bytes": seen.bytes / seen.messages,
        "deliveries": seen.messages,
    }


async def _take_turns(stage: Stage, sink: Sink, turns: int, frames: int) -> None:
    for turn in range(1, turns + 1):
        await stage.publish(["42"] * frames)
        await sink.reached(turn * frames * SESSIONS)
        await asyncio.sleep(1 / RATE)


async def _least_disturbed(stage: Stage, frames: int) -> tuple[float, dict[str, Any]]:
    """The floor and the gateway, in turns, and of each the round that the rest of the machine disturbed least."""
    floors, ours = [], []
    for _ in range(ROUNDS):
        floors.append(
            await floor(stage.directory, sessions=SESSIONS, size=PUSH_BYTES, frames=frames, turns=TURNS, pause=1 / RATE)
        )
        ours.append(await gateway(stage, frames))
    return min(floors), min(ours, key=lambda row: float(row["us"]))


async def rival(directory: Path, one: Rival, frames: int) -> float:
    """Another server that sends as many bytes to as many clients: microseconds of its processor time per delivery.

    Raises:
        RivalError: it does not run, or not all of its messages came.
    """
    command = one.command(PUSH_BYTES, frames, TURNS, RATE, SEND_SECONDS)
    async with Program(command, directory / f"{Path(one.program).stem}-{frames}.log") as program:
        try:
            port = int(await program.line(START_SECONDS, "its port"))
            async with Sink(directory, port, SESSIONS, [one.hello], **one.how) as sink:
                turns = int(await program.ask("go", SEND_SECONDS + TURN_SECONDS))
                deliveries = turns * frames * SESSIONS
                await sink.until(deliveries, DELIVER_SECONDS)
                used = float(await program.ask("report", REPORT_SECONDS))
        except (SinkError, ValueError) as error:
            raise RivalError(str(error)) from error
    return used * 1e6 / deliveries


async def run(directory: Path, *, rivals: bool) -> list[dict[str, Any]]:
    """All of it: a row for each server and number of frames."""
    rows: list[dict[str, Any]] = []
    others = [(one, one.missing()) for one in RIVALS] if rivals else []
    async with Stage(directory) as stage:
        for frames in (1, 10):
            lowest, ours = await _least_disturbed(stage, frames)
            rows.append({"server": "send() in C (the floor)", "frames": frames, "us": lowest, "ratio": 1.0})
            rows.append({"server": "freightwire gateway", "frames": frames, "ratio": ours["us"] / lowest, **ours})
            for one, problem in others:
                if problem is not None:
                    rows.append({"server": one.name, "frames": frames, "missing": problem})
                    continue
                try:
                    theirs = await rival(directory, one, frames)
                except RivalError as error:
                    rows.append({"server": one.name, "frames": frames, "missing": str(error)})
                    continue
                rows.append({"server": one.name, "frames": frames, "ratio": theirs / lowest, "us": theirs})
            sys.stderr.write(f"{frames} a turn: done\n")
    return rows
