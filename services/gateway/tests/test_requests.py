"""What HTTP requests are refused for, and what browsers of other origins are told."""

from __future__ import annotations

import asyncio
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from gateway.access import names_token
from gateway.sessions.rates import Rates
from gateway.testing import Client, gateway, token, until
from gateway.testing_http import Stream, authorization
from prometheus_client import REGISTRY
from websockets.asyncio.client import connect
from websockets.exceptions import InvalidStatus

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from gateway.server import GatewayServer

BOARD = "https://board.example"
PATHS = ["/v1/sse", "/v1/poll"]


@pytest.fixture
async def server(amqp_url: str) -> AsyncIterator[GatewayServer]:
    """A node that browsers of one origin may come to."""
    async with gateway(amqp_url, gateway_origins=[BOARD], gateway_bindings_per_session=3) as running:
        yield running


async def ask(server: GatewayServer, path: str, method: str = "GET", **how: Any) -> httpx.Response:
    """One request, with a good token unless headers are given."""
    how.setdefault("headers", authorization())
    async with httpx.AsyncClient() as http:
        return await http.request(method, f"http://127.0.0.1:{server.port}{path}", **how)


def refusals(code: str) -> float:
    """How many requests were refused for ``code``."""
    return REGISTRY.get_sample_value("freightwire_gateway_refusals_total", {"code": code}) or 0.0


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize("name", ["token", "access_token", "Authorization"])
async def test_token_in_the_url(server: GatewayServer, path: str, name: str) -> None:
    """It is refused even beside a good header, and not repeated."""
    before, bearer = refusals("token_in_url"), token()
    answer = await ask(server, path, params={"binding": "order.#", name: bearer})
    assert answer.status_code == 400
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.json()["code"] == "token_in_url"
    assert "Authorization header" in answer.json()["detail"]
    assert bearer not in answer.text
    assert refusals("token_in_url") == before + 1


async def test_token_in_the_url_of_a_websocket(server: GatewayServer) -> None:
    """The handshake is refused with the same advice."""
    with pytest.raises(InvalidStatus) as refused:
        await connect(f"ws://127.0.0.1:{server.port}/v1/ws?token={token()}", subprotocols=["freightwire.v1+json"])  # type: ignore[list-item]
    assert refused.value.response.status_code == 400
    assert b"Authorization header" in (refused.value.response.body or b"")


def test_names_of_tokens() -> None:
    """Whatever the case and the encoding of the name; a binding may speak of tokens."""
    assert names_token("a=1&%54oken=x")
    assert names_token("token=")
    assert not names_token("binding=order.token.%23&cursor=token")


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("headers", "code"),
    [
        ({}, "token_missing"),
        ({"Authorization": "Basic YW5hOmFuYQ=="}, "token_missing"),
        ({"Authorization": "Bearer"}, "token_missing"),
        (authorization("garbage"), "token_invalid"),
        (authorization(token(ttl_seconds=-60)), "token_expired"),
    ],
)
async def test_tokens(server: GatewayServer, path: str, headers: dict[str, str], code: str) -> None:
    """Without a good token there is a 401 with its code, and nothing is left behind."""
    before = refusals(code)
    answer = await ask(server, path, params={"binding": "order.#"}, headers=headers)
    assert (answer.status_code, answer.json()["code"]) == (401, code)
    assert answer.headers["www-authenticate"].startswith("Bearer")
    assert refusals(code) == before + 1
    assert len(server.node.registry) == 0


@pytest.mark.parametrize("path", PATHS)
@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ({}, 400, "invalid_request"),
        ({"binding": ""}, 400, "invalid_request"),
        ({"binding": "x" * 201}, 400, "invalid_request"),
        ({"binding": ["a"] * 101}, 400, "invalid_request"),
        ({"binding": "order.#", "cursor": "x" * 1001}, 400, "invalid_request"),
        ({"binding": "order.#", "flushMs": 1001}, 400, "invalid_request"),
        ({"binding": "order..x"}, 400, "bad_request"),
        ({"binding": "document.#"}, 403, "forbidden"),
        ({"binding": ["order.#", "user.bob.#"]}, 403, "forbidden"),
        ({"binding": [f"order.{number}.#" for number in range(4)]}, 400, "limit"),
    ],
)
async def test_bindings_and_cursors(
    server: GatewayServer, path: str, query: dict[str, Any], status: int, code: str
) -> None:
    """The same limits and the same grants as on the WebSocket, as problems; no session stays."""
    answer = await ask(server, path, params=query)
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert len(server.node.registry) == 0


async def test_long_url_and_large_head(amqp_url: str) -> None:
    """Both have a limit with its own answer, and beyond what is gathered at all the request is none."""
    async with gateway(amqp_url, gateway_url_bytes=500, gateway_head_bytes=4_000) as server:
        long = await ask(server, "/v1/poll", params={"binding": ["order.1.#"] * 40})
        assert (long.status_code, long.json()["code"], long.json()["limitBytes"]) == (414, "url_too_long", 500)
        large = {**authorization(), "X-Filler": "x" * 4_000}
        answer = await ask(server, "/v1/poll", params={"binding": "order.#"}, headers=large)
        assert (answer.status_code, answer.json()["code"]) == (431, "head_too_large")
        reader, writer = await asyncio.open_connection("127.0.0.1", server.port)
        writer.write(b"GET /v1/poll?binding=order.%23 HTTP/1.1\r\nX-Filler: " + b"x" * 100_000)
        assert (await reader.readline()).startswith(b"HTTP/1.1 400")
        writer.close()


async def test_sessions_of_all_transports_count(amqp_url: str) -> None:
    """A user's connections, streams and waiting polls together are limited; each that ends makes room."""
    async with gateway(amqp_url, gateway_sessions_per_user=3) as server, AsyncExitStack() as stack:
        client = await Client.connected(server, "order.#")
        stream = await stack.enter_async_context(Stream.open(server, "order.#"))
        await stream.until(lambda: stream.messages("connected"))
        cursor = (await ask(server, "/v1/poll", params={"binding": "order.#"})).json()["cursor"]
        query = {"binding": "order.#", "cursor": cursor, "wait": 60}
        waiting = asyncio.create_task(ask(server, "/v1/poll", params=query, timeout=90))
        await until(lambda: len(server.node.registry) == 3)
        for path in PATHS:
            refused = await ask(server, path, params={"binding": "order.#"})
            assert (refused.status_code, refused.json()["code"]) == (429, "too_many_sessions")
            assert refused.headers["retry-after"] == "5"
        late = await Client.open(server)
        assert (await late.connect())["error"]["code"] == "too_many_sessions"
        assert [_sessions(name) for name in ("websocket", "sse", "poll")] == [1, 1, 1]
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        await until(lambda: len(server.node.registry) == 2)
        assert (await ask(server, "/v1/poll", params={"binding": "order.#"})).status_code == 200
        await client.leave()
    assert [_sessions(name) for name in ("websocket", "sse", "poll")] == [0, 0, 0]


def _sessions(transport: str) -> float:
    return REGISTRY.get_sample_value("freightwire_gateway_sessions", {"transport": transport}) or 0.0


async def test_rate_of_a_user(amqp_url: str) -> None:
    """Who connects or polls too often is asked to wait, whatever the transport; others are not."""
    limits = {"gateway_connects_per_second": 0.001, "gateway_connects_burst": 2}
    async with gateway(amqp_url, **limits) as server:
        for _ in range(2):
            assert (await ask(server, "/v1/poll", params={"binding": "order.#"})).status_code == 200
        for path in PATHS:
            refused = await ask(server, path, params={"binding": "order.#"})
            assert (refused.status_code, refused.json()["code"]) == (429, "rate_limited")
            assert refused.headers["retry-after"] == "1"
        client = await Client.open(server)
        error = (await client.connect("order.#"))["error"]
        assert (error["code"], error["retryable"]) == ("rate_limited", True)
        other = authorization(token(user="bob"))
        assert (await ask(server, "/v1/poll", params={"binding": "order.#"}, headers=other)).status_code == 200
        await client.leave()


def test_rates_remember_a_bounded_number_of_users() -> None:
    """Whoever was heard of the longest time ago is forgotten first."""
    rates = Rates(rate=1, burst=1, remembered=2)
    assert rates.take(("a", "1"), 0)
    assert rates.take(("a", "2"), 0)
    assert not rates.take(("a", "1"), 0)
    assert rates.take(("a", "3"), 0)
    assert not rates.take(("a", "1"), 0)
    assert rates.take(("a", "2"), 0), "was forgotten"
    assert rates.take(("a", "1"), 5), "was forgotten, or has waited long enough"


@pytest.mark.parametrize("path", PATHS)
async def test_preflight(server: GatewayServer, path: str) -> None:
    """A browser may ask with a token in the header, from an allowed origin only."""
    asks = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": "authorization,last-event-id"}
    answer = await ask(server, path, "OPTIONS", headers={"Origin": BOARD, **asks})
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == BOARD
    allowed = {name.strip() for name in answer.headers["access-control-allow-headers"].lower().split(",")}
    assert {"authorization", "last-event-id"} <= allowed
    assert "GET" in answer.headers["access-control-allow-methods"]
    assert "access-control-allow-credentials" not in answer.headers
    assert answer.headers["vary"] == "Origin"
    foreign = await ask(server, path, "OPTIONS", headers={"Origin": "https://evil.example", **asks})
    assert (foreign.status_code, foreign.json()["code"]) == (403, "origin_forbidden")
    assert "access-control-allow-origin" not in foreign.headers


async def test_origins(server: GatewayServer) -> None:
    """A page of an allowed origin sees answers and refusals; one of another gets nothing; no page, no question."""
    query = {"binding": "order.#"}
    answer = await ask(server, "/v1/poll", params=query, headers={**authorization(), "Origin": BOARD})
    assert answer.status_code == 200
    assert answer.headers["access-control-allow-origin"] == BOARD
    refused = await ask(server, "/v1/poll", params=query, headers={"Origin": BOARD})
    assert refused.status_code == 401
    assert refused.headers["access-control-allow-origin"] == BOARD
    assert refused.headers["access-control-expose-headers"] == "Retry-After"
    foreign = await ask(server, "/v1/sse", params=query, headers={**authorization(), "Origin": "https://evil.example"})
    assert (foreign.status_code, foreign.json()["code"]) == (403, "origin_forbidden")
    assert (await ask(server, "/v1/poll", params=query)).status_code == 200
    async with Stream.open(server, "order.#", headers={"Origin": BOARD}) as stream:
        await stream.until(lambda: stream.messages("connected"))
        assert stream.response.headers["access-control-allow-origin"] == BOARD
    health = await ask(server, "/healthz", headers={"Origin": "https://evil.example"})
    assert health.status_code == 200


async def test_all_origins(amqp_url: str) -> None:
    """Where every origin is allowed, each is named; nothing rests on cookies."""
    async with gateway(amqp_url, gateway_origins=["*"]) as server:
        headers = {**authorization(), "Origin": "https://any.example"}
        answer = await ask(server, "/v1/poll", params={"binding": "order.#"}, headers=headers)
        assert answer.headers["access-control-allow-origin"] == "https://any.example"


@pytest.mark.parametrize("path", PATHS)
async def test_methods(server: GatewayServer, path: str) -> None:
    """Subscribing changes nothing, so there is only GET."""
    assert (await ask(server, path, "POST", params={"binding": "order.#"})).status_code == 405
