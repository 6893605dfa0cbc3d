"""Uploads must go on; of one that comes to a halt nothing is left but what was whole."""

from __future__ import annotations

import asyncio
import json
from pathlib import Path
from typing import TYPE_CHECKING

import httpx
import pytest
from orders.api.pacing import TooSlowError, paced
from pydantic import SecretStr

from .live import org_of, ready, running

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable
    from typing import Any

    from orders.settings import OrdersSettings

PDF = b"%PDF-1.7\n"


async def trickle(count: int) -> AsyncIterator[bytes]:
    for _ in range(count):
        await asyncio.sleep(0.02)
        yield b"x"


async def test_a_pause_that_is_too_long() -> None:
    async def stops() -> AsyncIterator[bytes]:
        yield b"abc"
        await asyncio.Event().wait()

    with pytest.raises(TooSlowError, match="nothing came"):
        [chunk async for chunk in paced(stops(), idle_seconds=0.1, bytes_per_second=0)]


async def test_a_trickle_that_never_pauses() -> None:
    with pytest.raises(TooSlowError, match="less than"):
        [chunk async for chunk in paced(trickle(10_000), idle_seconds=0.3, bytes_per_second=10_000)]


async def test_the_time_that_we_take_is_not_counted() -> None:
    taken = 0
    async for chunk in paced(trickle(3), idle_seconds=30, bytes_per_second=1):
        taken += len(chunk)
    assert taken == 3


async def test_an_upload_that_comes_to_a_halt(
    settings: OrdersSettings, amqp_url: str, eventually: Callable[..., Awaitable[Any]]
) -> None:
    impatient = settings.model_copy(
        update={"amqp_url": SecretStr(amqp_url), "upload_idle_seconds": 0.5, "shutdown_grace_seconds": 5}
    )
    async with running(impatient) as client:
        await eventually(lambda: ready(client), seconds=60)
        part = b'--here\r\nContent-Disposition: form-data; name="file"; filename="%s.pdf"\r\n\r\n'
        body = part % b"a" + PDF + b"whole\r\n" + part % b"b" + PDF + b"half"
        head = (
            "POST /orders/documents HTTP/1.1\r\nHost: x\r\nContent-Length: 500000\r\n"
            "Content-Type: multipart/form-data; boundary=here\r\n"
            f"Authorization: {client.headers['Authorization']}\r\n\r\n"
        )
        reader, writer = await asyncio.open_connection("127.0.0.1", client.base_url.port)
        writer.write(head.encode() + body)
        await writer.drain()

        status = (await reader.readline()).split()[1]
        headers = await reader.readuntil(b"\r\n\r\n")
        length = int(headers.lower().partition(b"content-length: ")[2].split()[0])
        answer = json.loads(await reader.readexactly(length))
        writer.close()

        assert status == b"207", answer
        assert [result["status"] for result in answer["results"]] == [201, 408]
        directory = Path(httpx.URL(settings.object_store_url).path) / org_of(client)
        assert len([path for path in directory.rglob("*") if path.is_file()]) == 1
