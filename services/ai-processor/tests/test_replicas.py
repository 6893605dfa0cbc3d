"""Two replicas share the queue: what is in work on one that dies is taken over by the other, and told once."""

from __future__ import annotations

import asyncio
import os
import signal
import sys
from asyncio.subprocess import DEVNULL, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
from ai_processor.reading import Limits
from freightwire.events.documents import DocumentExtracted
from freightwire.events.orders import OrderAiProcessing
from freightwire.local_servers.ports import free_port

from .desk import Desk, open_desk
from .pictures import drawn, tiff

Eventually = Callable[..., Awaitable[Any]]


class Replica:
    """An ai-processor as a process of its own."""

    def __init__(self, process: Process, port: int) -> None:
        self.process = process
        self.port = port

    async def is_reading(self) -> bool:
        """Whether a document is in work on it."""
        async with httpx.AsyncClient() as http:
            metrics = (await http.get(f"http://127.0.0.1:{self.port}/metrics")).text
        return "freightwire_ai_pool_busy 1.0" in metrics

    async def is_ready(self) -> bool:
        """Whether it consumes."""
        async with httpx.AsyncClient() as http:
            try:
                return (await http.get(f"http://127.0.0.1:{self.port}/readyz")).status_code == 200
            except httpx.TransportError:
                return False


@asynccontextmanager
async def replica(amqp_url: str, store: Path, limits: Limits) -> AsyncIterator[Replica]:
    port = free_port()
    settings = {
        "AMQP_URL": amqp_url,
        "OBJECT_STORE_URL": f"file://{store}",
        "HTTP_PORT": str(port),
        "AI_PROCESSES": "1",
        "AI_PREFETCH": "1",
        "AI_TESSDATA": str(limits.tessdata),
        "AI_PROGRESS_INTERVAL_SECONDS": "0",
    }
    environment = {**os.environ, **{f"FREIGHTWIRE_{name}": value for name, value in settings.items()}}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "ai_processor", env=environment, stdout=DEVNULL, stderr=DEVNULL
    )
    try:
        yield Replica(process, port)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()


async def test_a_replica_killed_in_the_middle_of_a_scan_loses_and_doubles_nothing(
    amqp_url: str, tmp_path: Path, sample: bytes, limits: Limits, eventually: Eventually
) -> None:
    top = drawn(part=0.3, dpi=150)
    async with (
        open_desk(amqp_url, tmp_path) as desk,
        replica(amqp_url, tmp_path, limits) as one,
        replica(amqp_url, tmp_path, limits) as two,
    ):
        for each in (one, two):
            await eventually(each.is_ready, seconds=60)
        scan = await desk.submit(tiff([top] * 6))
        await eventually(lambda: _pages_read(desk, scan) >= 1, seconds=60)
        (busy,) = [each for each in (one, two) if await each.is_reading()]
        assert _pages_read(desk, scan) < 6, "it was read before the kill"
        os.kill(busy.process.pid, signal.SIGKILL)
        others = [await desk.submit(sample) for _ in range(3)]
        documents = [scan, *others]
        await eventually(lambda: all(desk.of(each, DocumentExtracted) for each in documents), seconds=120)
        # A document after them proves that no second result is still on its way.
        last = await desk.submit(sample)
        await eventually(lambda: desk.of(last, DocumentExtracted), seconds=60)
    assert all(len(desk.of(each, DocumentExtracted)) == 1 for each in documents)
    begun = [each for each in desk.of(scan, OrderAiProcessing) if b'"received"' in each.data]
    assert len(begun) == 2
    (result,) = desk.of(scan, DocumentExtracted)
    assert len(DocumentExtracted.from_bytes(result.data).pages) == 6


def _pages_read(desk: Desk, document: Any) -> int:
    """The last page that was told to be done."""
    progress = [OrderAiProcessing.from_bytes(each.data) for each in desk.of(document, OrderAiProcessing)]
    return max((each.page or 0 for each in progress), default=0)
