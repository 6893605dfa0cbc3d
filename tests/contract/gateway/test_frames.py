"""What is not the protocol: a clear end, or a clear error; never a fault of the gateway."""

from __future__ import annotations

import json
import operator
from functools import partial
from typing import TYPE_CHECKING, Any

import pytest
from websockets.frames import Frame, Opcode

from tests.contract.gateway.peer import Peer

if TYPE_CHECKING:
    from tests.contract.gateway.site import Site

VIOLATIONS = [
    "",
    "not json",
    "[]",
    "null",
    '"connect"',
    "{}",
    '{"id":1',
    '{"connect":{}}',
    '{"id":"1","connect":{}}',
    '{"id":1.5,"connect":{}}',
    '{"id":true,"connect":{}}',
    '{"id":-1,"connect":{}}',
    '{"id":9007199254740992,"connect":{}}',
    '{"id":null,"pong":{}}',
    "[" * 30_000,
    '{"a":' * 10_000 + "1" + "}" * 10_000,
]


@pytest.mark.parametrize("frame", VIOLATIONS, ids=range(len(VIOLATIONS)))
@pytest.mark.parametrize("first", [True, False], ids=["before connect", "after connect"])
async def test_not_a_command(site: Site, token: str, frame: str, *, first: bool) -> None:
    """A frame to which no reply could be matched ends the connection with 4501."""
    peer = await Peer.open(site.next_url()) if first else await Peer.connected(site.next_url(), token, "order.#")
    await peer.socket.send(frame)
    assert await peer.until_closed() == (4501, "protocol_error")


async def test_binary_frame(site: Site, token: str) -> None:
    """Frames are text."""
    peer = await Peer.connected(site.next_url(), token, "order.#")
    await peer.socket.send(b'{"id":9,"subscribe":{"bindings":["order.1.#"]}}')
    assert await peer.until_closed() == (4501, "protocol_error")


async def test_oversized_frame(site: Site, token: str) -> None:
    """A frame beyond 64 KiB is not read; one just below is."""
    peer = await Peer.connected(site.next_url(), token)
    reply = await peer.ask("subscribe", bindings=["order.#"], novelty="x" * 60_000)
    assert "subscribed" in reply
    await peer.socket.send(json.dumps({"id": 90, "subscribe": {"bindings": ["order.#"], "novelty": "x" * 70_000}}))
    assert (await peer.until_closed())[0] == 1009


async def test_oversized_in_pieces(site: Site, token: str) -> None:
    """Neither is one that comes in small fragments."""
    peer = await Peer.connected(site.next_url(), token)

    async def pieces() -> Any:
        for _ in range(200):
            yield "x" * 1000

    await peer.socket.send(pieces())
    assert (await peer.until_closed())[0] == 1009


async def test_command_in_pieces(site: Site, token: str) -> None:
    """A command may come in fragments."""
    peer = await Peer.connected(site.next_url(), token)
    await peer.socket.send(iter(['{"id":7,"subscribe":', '{"bindings":', '["order.#"]}}']))
    await peer.until(lambda: 7 in peer.replies)
    assert "subscribed" in peer.replies[7]
    await peer.leave()


async def test_text_that_is_no_text(site: Site, token: str) -> None:
    """A text frame that is not UTF-8 ends the connection as RFC 6455 has it."""
    peer = await Peer.connected(site.next_url(), token)
    wire = Frame(Opcode.TEXT, b'{"id":1,"\xff\xfe":{}}').serialize(mask=True)
    peer.socket.transport.write(wire)
    assert (await peer.until_closed())[0] == 1007


BAD_COMMANDS: list[dict[str, Any]] = [
    {"dance": {}},
    {"subscribe": {}},
    {"subscribe": {"bindings": []}},
    {"subscribe": {"bindings": "order.#"}},
    {"subscribe": {"bindings": [1]}},
    {"subscribe": {"bindings": ["order.#"] * 101}},
    {"subscribe": {"bindings": ["order.#"], "cursor": 5}},
    {"subscribe": {"bindings": ["order.#"], "cursor": "x" * 1001}},
    {"subscribe": []},
    {"subscribe": None},
    {"unsubscribe": {}},
    {"refresh": {}},
    {"refresh": {"token": ""}},
    {"subscribe": {"bindings": ["order.#"]}, "unsubscribe": {"bindings": ["order.#"]}},
    {},
]


async def test_bad_commands(site: Site, token: str) -> None:
    """A command that cannot be done is answered with an error that repeats its id, and changes nothing."""
    peer = await Peer.connected(site.next_url(), token)
    for number, command in enumerate(BAD_COMMANDS, start=100):
        await peer.socket.send(json.dumps({"id": number, **command}))
        await peer.until(partial(operator.contains, peer.replies, number))
        error = peer.replies[number]["error"]
        assert (error["code"], error["retryable"]) == ("bad_request", False), command
        assert error["message"]
    assert (await peer.connect(token))["error"]["code"] == "already_connected"
    assert "subscribed" in await peer.ask("subscribe", bindings=["order.#"])
    await peer.leave()


async def test_commands_before_connect(site: Site, token: str) -> None:
    """``connect`` comes first; until then every other command is refused, and nothing is lost by it."""
    peer = await Peer.open(site.next_url())
    for command in ({"subscribe": {"bindings": ["order.#"]}}, {"refresh": {"token": token}}):
        ((name, fields),) = command.items()
        assert (await peer.ask(name, **fields))["error"]["code"] == "not_connected"
    assert (await peer.connect(token, flushMs=1001))["error"]["code"] == "bad_request"
    assert "connected" in await peer.connect(token, "order.#")
    await peer.leave()


async def test_errors_do_not_repeat_what_was_sent(site: Site, token: str) -> None:
    """A token in the wrong place does not come back in an error."""
    peer = await Peer.open(site.next_url())
    reply = await peer.ask("connect", token=[token], bindings=[token], client={"token": token})
    assert reply["error"]["code"] == "bad_request"
    assert token not in json.dumps(reply)
    await peer.leave()


async def test_unknown_fields_are_ignored(site: Site, token: str) -> None:
    """The protocol grows: what a gateway does not know it passes over."""
    peer = await Peer.open(site.next_url())
    reply = await peer.connect(token, "order.#", novelty={"a": 1}, another=None)
    assert "connected" in reply
    await peer.leave()
