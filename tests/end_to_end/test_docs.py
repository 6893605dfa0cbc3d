"""What the documents tell a stranger to run, run as it stands there."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path
from subprocess import PIPE

import pytest
from freightwire.testing import eventually

from tests.support.desk import PATIENCE_SECONDS, Desk
from tests.support.system import System

DOCS = Path(__file__).parents[2] / "docs"


def programs(document: Path) -> list[str]:
    """The blocks of Python in a document."""
    return re.findall(r"```python\n(.*?)```", document.read_text(encoding="utf-8"), re.DOTALL)


@pytest.mark.parametrize("transport", ["websocket", "sse"])
async def test_the_clients_in_the_protocols_description_show_events_over_a_lost_connection(
    system: System, desk: Desk, transport: str
) -> None:
    websocket, sse = programs(DOCS / "protocol.md")
    gateway = system["gateway"].url
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-c",
        websocket if transport == "websocket" else sse,
        env={
            **os.environ,
            "GATEWAY_URL": f"{gateway.replace('http', 'ws', 1)}/v1/ws",
            "SSE_URL": f"{gateway}/v1/sse",
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
