"""A client that does not read: it is sent away, and nobody else waits for it."""

from __future__ import annotations

import json
import socket
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

from tests.contract.gateway.peer import PATIENCE, SUBPROTOCOL, Peer
from tests.contract.gateway.scrape import closes

if TYPE_CHECKING:
    from tests.contract.gateway.relay import Relay
    from tests.contract.gateway.site import Site

PADDING = "x" * 16_000
WINDOW = 20
BYTES_LIMIT = 64 * 1024 * 1024
"""So much is never needed: a gateway that takes it keeps it somewhere."""


async def test_slow_reader_beside_healthy_ones(site: Site, org: str, relay: Relay) -> None:
    """The slow one is closed with 4402 and resumes without a hole; the others have had everything meanwhile."""
    url = site.next_url()
    quick = [await Peer.connected(site.next_url(), site.token(org, user=f"quick-{n}"), "order.#") for n in range(3)]
    slow, cursor = await _deaf(url, site.token(org, user="slow"))
    before = closes(url, 4402)
    while closes(url, 4402) == before:
        await relay.publish(WINDOW, padding=PADDING)
        for peer in quick:
            await peer.has(len(relay.sent))
        assert len(relay.sent) * len(PADDING) < BYTES_LIMIT, "the slow reader is kept for ever"
    read = await _read_to_the_end(slow)
    assert slow.close_code == 4402
    assert len(read) < len(relay.sent)
    await relay.publish(1)
    for peer in quick:
        await peer.has(len(relay.sent))
        assert peer.ids == relay.ids()
        await peer.leave()
    cursor = read[-1]["cursor"] if read else cursor
    again = await Peer.resumed(site.next_url(), site.token(org, user="slow"), "order.#", cursor=cursor)
    await again.has(len(relay.sent) - len(read))
    assert [event["id"] for event in read] + again.ids == relay.ids()
    await again.leave()


async def _deaf(url: str, token: str) -> tuple[ClientConnection, str]:
    """A connection over a narrow socket of which nobody reads; and its cursor."""
    parts = urlsplit(url)
    narrow = socket.socket()
    narrow.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 8192)
    narrow.connect((parts.hostname, parts.port))
    narrow.setblocking(False)
    connection = await connect(
        f"{url.replace('http', 'ws', 1)}/v1/ws",
        sock=narrow,
        subprotocols=[SUBPROTOCOL],
        compression=None,
        max_queue=1,
        max_size=None,
        ping_interval=None,
        open_timeout=PATIENCE,
    )
    await connection.send(json.dumps({"id": 1, "connect": {"token": token, "bindings": ["order.#"]}}))
    return connection, json.loads(await connection.recv())["connected"]["cursor"]


async def _read_to_the_end(connection: ClientConnection) -> list[dict[str, str]]:
    read = []
    try:
        while True:
            message = json.loads(await connection.recv())
            if "event" in message:
                read.append(message)
    except ConnectionClosed:
        return read
