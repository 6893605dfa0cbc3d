"""What the documents tell a stranger to run, run as it stands there."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path
from subprocess import PIPE

from freightwire.testing import eventually

from tests.support.desk import PATIENCE_SECONDS, Desk
from tests.support.system import System

DOCS = Path(__file__).parents[2] / "docs"


def first_program(document: Path) -> str:
    """The first block of Python in a document."""
    block = re.search(r"```python\n(.*?)```", document.read_text(encoding="utf-8"), re.DOTALL)
    assert block is not None
    return block.group(1)


async def test_the_client_in_the_protocols_description_shows_events_over_a_lost_connection(
    system: System, desk: Desk
) -> None:
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        first_program(DOCS / "protocol.md"),
        env={
            **os.environ,
            "GATEWAY_URL": f"{system['gateway'].url.replace('http', 'ws', 1)}/v1/ws",
            "TOKEN": desk.bearer,
        },
        stdout=PIPE,
    )
    assert process.stdout is not None
    try:
        seen: list[str] = []
        # It says nothing once it is connected: orders are made until it shows one.
        while not seen:
            await desk.create(f"DOCS-{os.urandom(4).hex()}")
            try:
                async with asyncio.timeout(1):
                    seen.append((await process.stdout.readline()).decode())
            except TimeoutError:
                continue
        assert "order:created" in seen[0]
        await system["gateway"].kill()
        missed = await desk.create("DOCS-MISSED")
        await system["gateway"].start()
        async with asyncio.timeout(PATIENCE_SECONDS):
            while f"order.{missed}.created" not in seen[-1]:
                seen.append((await process.stdout.readline()).decode())
        await eventually(system["gateway"].is_ready, 30)
    finally:
        process.kill()
        await process.wait()
