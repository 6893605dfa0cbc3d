"""The board: from a command in one browser to the pixel in the other; frames and heap of 1,000 orders that change.

A system is started as ``freightctl up`` starts it. Chromium has no graphics card, and is on the same machine.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import shutil
import sys
import tempfile
from asyncio.subprocess import PIPE
from pathlib import Path
from typing import Any

from freightwire.local_servers.ports import free_port

from tests.bench.machine import machine

ROOT = Path(__file__).parents[2]
RESULTS = ROOT / "docs/bench/board.json"
MOST_DROPPED_PERCENT = 1.0
"""Frames that are not drawn in time, of all that could have been."""
MOST_GROWTH_MIB = 4.0
"""Of the heap, from the first minute to the last."""
MOST_HEAP_MIB = 32.0
"""Of the heap at any time, after garbage was collected."""


class BenchFailedError(Exception):
    """A program that is needed failed, or is not there."""


async def _run(*command: str, environment: dict[str, str], quiet: bool = True) -> str:
    process = await asyncio.create_subprocess_exec(
        *command, cwd=ROOT / "web/board", env={**os.environ, **environment}, stdout=PIPE, stderr=PIPE if quiet else None
    )
    output, errors = await process.communicate()
    if process.returncode != 0:
        raise BenchFailedError(f"{' '.join(command)}: {(errors or b'').decode()}")
    return output.decode()


async def measure(arguments: list[str]) -> dict[str, Any]:
    """Start a system, have Chromium measure it, stop it."""
    node = shutil.which("node")
    if node is None:
        raise BenchFailedError("Node.js is not installed")
    chromium = (await _run(str(ROOT / "deploy/bootstrap/ensure-chromium.sh"), environment={})).strip()
    with tempfile.TemporaryDirectory(prefix="freightwire-bench-") as directory:
        Path(directory).chmod(0o711)
        data = {"FREIGHTWIRE_DATA_DIR": directory}
        freightctl = (sys.executable, "-m", "freightctl")
        ports = ("--port", str(free_port()), "--board-port", str(free_port()))
        await _run(*freightctl, "up", "--detach", "--no-sample", *ports, environment=data)
        try:
            services = json.loads(await _run(*freightctl, "status", "--json", environment=data))["services"]
            browser = {"FREIGHTWIRE_BOARD_URL": services["board"]["url"], "FREIGHTWIRE_CHROMIUM": chromium}
            found: dict[str, Any] = json.loads(
                await _run(node, "e2e/bench.mjs", *arguments, environment=browser, quiet=False)
            )
        finally:
            await _run(*freightctl, "down", environment=data)
    return found


def judge(found: dict[str, Any]) -> list[str]:
    """What is beyond its bound."""
    dropped = found["frames"]["droppedPercent"]
    growth = found["heapMiB"]["last"] - found["heapMiB"]["first"]
    beyond = []
    if dropped > MOST_DROPPED_PERCENT:
        beyond.append(f"{dropped} % of the frames were dropped; the bound is {MOST_DROPPED_PERCENT} %")
    if growth > MOST_GROWTH_MIB:
        beyond.append(f"the heap grew by {growth:.2f} MiB; the bound is {MOST_GROWTH_MIB} MiB")
    if found["heapMiB"]["most"] > MOST_HEAP_MIB:
        beyond.append(f"the heap was {found['heapMiB']['most']} MiB; the bound is {MOST_HEAP_MIB} MiB")
    return beyond


def main() -> int:
    """Entry point; 1 where something is beyond its bound."""
    parser = argparse.ArgumentParser(prog="make bench-board", description=__doc__)
    parser.add_argument("--orders", type=int, default=1000)
    parser.add_argument("--rate", type=int, default=50, help="changes per second")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--samples", type=int, default=500, help="of the time from a command to its pixel")
    parser.add_argument("--keep", action="store_true", help="write the figures into docs/bench/board.json")
    options = parser.parse_args()
    names = ("orders", "rate", "minutes", "samples")
    found = asyncio.run(measure([part for name in names for part in (f"--{name}", str(getattr(options, name)))]))
    result = {"machine": machine(), **found}
    print(json.dumps(result, indent=2))
    if options.keep:
        RESULTS.write_text(json.dumps(result, indent=2) + "\n", encoding="utf-8")
    beyond = judge(found)
    for one in beyond:
        print(one, file=sys.stderr)
    return 1 if beyond else 0


if __name__ == "__main__":
    sys.exit(main())
