"""Long poll through a real broker and a real socket."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from freightwire.cursor import Cursor
from freightwire.events.envelope import Envelope
from freightwire.events.extraction import Stage
from freightwire.events.orders import OrderAiProcessing
from freightwire.identifiers import new_id
from gateway.feed.queue import NodeQueue
from gateway.protocol.codes import CloseCode
from gateway.protocol.push import push_of
from gateway.testing import Client, gateway, log, token, until
from gateway.testing_http import authorization, poll
from prometheus_client import REGISTRY

if TYPE_CHECKING:
    from gateway.server import GatewayServer


@pytest.fixture
def org() -> str:
    """An organisation of one test: a cursor of no log looks back in time, over what other tests published."""
    return f"o{new_id()[-12:]}"


@pytest.fixture
def bearer(org: str) -> str:
    """A dispatcher of that organisation."""
    return token(org=org)


async def first(server: GatewayServer, *bindings: str, **query: Any) -> str:
    """The cursor of a client that begins."""
    answer = await poll(server, *bindings, **query)
    assert answer.status_code == 200, answer.text
    body = answer.json()
    assert body["events"] == []
    assert body["resumed"] is None
    return str(body["cursor"])


def versions(answer: httpx.Response) -> list[int]:
    """The versions of an answer's events."""
    assert answer.status_code == 200, answer.text
    return [event["version"] for event in answer.json()["events"]]


async def test_what_is_there_comes_at_once(amqp_url: str, org: str, bearer: str) -> None:
    """A poll with a cursor has what was missed, as the same bytes that a WebSocket gets, and a cursor after it."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        client = await Client.connected(server, "order.#", bearer=bearer)
        cursor = await first(server, "order.#", bearer=bearer)
        await orders.publish(3, org=org)
        await client.until(lambda: len(client.events) == 3)
        answer = await poll(server, "order.#", "order.42.#", cursor=cursor, wait=60, bearer=bearer)
        assert answer.json()["resumed"] is True
        assert "more" not in answer.json()
        assert versions(answer) == [1, 2, 3]
        assert answer.headers["cache-control"] == "no-store"
        assert answer.headers["content-type"] == "application/json"
        assert answer.text.startswith('{"events":[' + ",".join(client.raw) + '],"cursor":')
        assert versions(await poll(server, "order.#", cursor=answer.json()["cursor"], wait=0, bearer=bearer)) == []
        await client.leave()


async def test_what_comes_while_it_waits(amqp_url: str, org: str, bearer: str) -> None:
    """A waiting poll is answered by the first event."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        # The node must know this log: to it, the first event after those of another test begins a new epoch.
        client = await Client.connected(server, "order.#", bearer=bearer)
        await orders.publish(org=org)
        await client.until(lambda: len(client.events) == 1)
        await client.leave()
        await until(lambda: not server.node.registry._sessions)
        cursor = await first(server, "order.#", bearer=bearer)
        waiting = asyncio.create_task(poll(server, "order.#", cursor=cursor, wait=60, bearer=bearer))
        await _waits(server)
        await orders.publish(org=org)
        assert versions(await waiting) == [2]


async def _waits(server: GatewayServer) -> None:
    """Until one poll has its bindings and waits for events."""

    def waiting() -> bool:
        sessions = tuple(server.node.registry._sessions)
        return bool(sessions) and all(one._subscribing.held is None and one.state.name == "LIVE" for one in sessions)

    await until(waiting)


async def test_nothing_happens(amqp_url: str, bearer: str) -> None:
    """At the end of the wait the answer is empty, and its cursor has moved on."""
    async with gateway(amqp_url, gateway_heartbeat_seconds=0.2) as server:
        cursor = await first(server, "order.#", bearer=bearer)
        body = (await poll(server, "order.#", cursor=cursor, wait=1, bearer=bearer)).json()
        assert body["events"] == []
        assert body["resumed"] is True
        assert Cursor.decode(body["cursor"]).time_ms > Cursor.decode(cursor).time_ms


@pytest.mark.parametrize("cursor", ["garbage", "MS4uMC4w="])
async def test_cursor_of_no_use(amqp_url: str, bearer: str, cursor: str) -> None:
    """A client without a usable cursor gets a new one at once and is told to load its state."""
    async with gateway(amqp_url) as server:
        body = (await poll(server, "order.#", cursor=cursor, wait=60, bearer=bearer)).json()
        assert (body["events"], body["resumed"], body["reason"]) == ([], False, "malformed")
        assert Cursor.decode(body["cursor"])


async def test_pages(amqp_url: str, org: str, bearer: str) -> None:
    """What is too much for one answer comes in several, each with the cursor at its end."""
    async with gateway(amqp_url, gateway_poll_events=10) as server, log(amqp_url) as orders:
        cursor, seen, more = await first(server, "order.#", bearer=bearer), [], True
        await orders.publish(35, org=org)
        pages = 0
        while more:
            answer = await poll(server, "order.#", cursor=cursor, wait=0, bearer=bearer)
            body = answer.json()
            assert body["resumed"] is True
            seen += versions(answer)
            cursor, more, pages = body["cursor"], body.get("more", False), pages + 1
        assert seen == list(range(1, 36))
        assert pages == 4


async def test_pages_are_bounded_in_bytes(amqp_url: str, org: str, bearer: str) -> None:
    """An answer holds no more bytes than may wait for a client, but always at least one event."""
    async with gateway(amqp_url, gateway_outbound_bytes=64 * 1024) as server, log(amqp_url) as orders:
        cursor = await first(server, "order.#", bearer=bearer)
        await orders.publish(400, org=org)
        answer = await poll(server, "order.#", cursor=cursor, wait=0, bearer=bearer)
        assert answer.json()["more"] is True
        assert len(answer.content) < 66 * 1024
        assert versions(answer) == list(range(1, len(versions(answer)) + 1))


async def test_too_much_at_once_comes_in_pages(amqp_url: str, org: str, bearer: str) -> None:
    """A waiting poll that gets more in one turn than it may hold gives nothing away and says to ask again."""
    async with gateway(amqp_url, gateway_outbound_bytes=64 * 1024) as server, log(amqp_url) as orders:
        cursor = await first(server, "order.#", bearer=bearer)
        waiting = asyncio.create_task(poll(server, "order.#", cursor=cursor, wait=60, bearer=bearer))
        await _waits(server)
        before = closes(4402)
        for number in range(300):
            at = Cursor("flood", number, 0)
            server.node.services.router.deliver(push_of(orders.event(org=org, positioned=False), at, None))
        body = (await waiting).json()
        assert (body["events"], body["cursor"], body["more"]) == ([], cursor, True)
        assert closes(4402) == before + 1


async def test_events_without_a_position_come_once(amqp_url: str, org: str, bearer: str) -> None:
    """What no log counts is found by every resume for some time, but told to one client once."""
    async with gateway(amqp_url) as server, gateway(amqp_url) as other, log(amqp_url) as orders:
        cursor = await first(server, "order.#", bearer=bearer)
        direct = [str(one.id) for one in await orders.publish(3, org=org, positioned=False)]
        seen: list[str] = []
        for node in (server, server, other, other, server):
            body = (await poll(node, "order.#", cursor=cursor, wait=0, bearer=bearer)).json()
            assert body["resumed"] is True
            seen += [event["id"] for event in body["events"]]
            cursor = body["cursor"]
        assert seen == direct


async def test_ephemeral_events(amqp_url: str, org: str, bearer: str) -> None:
    """Progress answers a waiting poll, and is not replayed to the next one."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        cursor = await first(server, "order.#", bearer=bearer)
        waiting = asyncio.create_task(poll(server, "order.#", cursor=cursor, wait=60, bearer=bearer))
        await _waits(server)
        event = OrderAiProcessing(
            order_id="42", document_id="d1", file_name="cmr.pdf", stage=Stage.EXTRACT, progress=20
        )
        await orders.again(Envelope.of(event, org=org, source="ai-processor"))
        body = (await waiting).json()
        assert [event["data"]["progress"] for event in body["events"]] == [20]
        assert (await poll(server, "order.#", cursor=body["cursor"], wait=0, bearer=bearer)).json()["events"] == []


async def test_polls_cost_the_broker_nothing(
    amqp_url: str, org: str, bearer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Between polls the bindings stay, and once they are known to be there long enough the ring answers."""
    bound: list[str] = []
    bind = NodeQueue.bind

    async def counted(queue: NodeQueue, pattern: str) -> None:
        bound.append(pattern)
        await bind(queue, pattern)

    monkeypatch.setattr(NodeQueue, "bind", counted)
    async with (
        gateway(amqp_url, gateway_replay_slack_seconds=0.5, gateway_heartbeat_seconds=0.2) as server,
        log(amqp_url) as orders,
    ):
        await orders.publish(org=f"{org}x")  # else the node learns another test's log from the history
        bound.clear()
        cursor = await first(server, "order.#", "user.me.#", bearer=bearer)
        assert sorted(bound) == [f"{org}.order.#", f"{org}.user.ana.#"]

        async def ask() -> tuple[bool, int]:
            nonlocal cursor
            before = _passes()
            body = (await poll(server, "order.#", "user.me.#", cursor=cursor, wait=0, bearer=bearer)).json()
            assert body["resumed"] is True
            cursor = body["cursor"]
            return _passes() == before, len(body["events"])

        async with asyncio.timeout(30):
            while not (await ask())[0]:
                pass
        for _ in range(5):
            await orders.publish(2, org=org)
            expected, without_a_pass = 2, True
            while expected:
                from_memory, count = await ask()
                expected -= count
                without_a_pass = without_a_pass and from_memory
            assert without_a_pass
        assert sorted(bound) == [f"{org}.order.#", f"{org}.user.ana.#"]


def closes(code: int) -> float:
    """How many sessions were closed with ``code``."""
    return REGISTRY.get_sample_value("freightwire_gateway_closes_total", {"code": str(code)}) or 0.0


def _passes() -> float:
    return REGISTRY.get_sample_value("freightwire_gateway_replay_seconds_count") or 0.0


async def test_client_that_goes(amqp_url: str, bearer: str) -> None:
    """A client that gives up its poll is noticed, and everything it had is released."""
    async with gateway(amqp_url, gateway_unbind_seconds=0.2) as server:
        cursor = await first(server, "order.78.#", bearer=bearer)
        waiting = asyncio.create_task(poll(server, "order.78.#", cursor=cursor, wait=60, bearer=bearer))
        await _waits(server)
        waiting.cancel()
        await asyncio.gather(waiting, return_exceptions=True)
        await until(lambda: len(server.node.registry) == 0)
        await until(lambda: not server.node.feed._planner.bindings)


@pytest.mark.parametrize("wait", ["-1", "60.5", "nan", "soon"])
async def test_wait_is_bounded(amqp_url: str, bearer: str, wait: str) -> None:
    """A wait beyond the limits is refused rather than shortened."""
    async with gateway(amqp_url) as server:
        answer = await poll(server, "order.#", wait=wait, bearer=bearer)
        assert answer.status_code == 400
        assert answer.json()["errors"][0]["field"] == "wait"


async def test_drain(amqp_url: str, org: str, bearer: str) -> None:
    """Waiting polls are answered in waves while the node goes, with a cursor that is good elsewhere."""
    async with gateway(amqp_url) as server, gateway(amqp_url) as other, log(amqp_url) as orders:
        cursor = await first(server, "order.#", bearer=bearer)
        await orders.publish(org=org)
        answer = await poll(server, "order.#", cursor=cursor, bearer=bearer)
        assert versions(answer) == [1]
        cursor = answer.json()["cursor"]
        waiting = [
            asyncio.create_task(poll(server, "order.#", cursor=cursor, wait=60, bearer=bearer)) for _ in range(3)
        ]
        await until(lambda: len(server.node.registry) == 3)
        await _waits(server)
        await server.node.drain()
        answers = [await one for one in waiting]
        assert [(one.status_code, one.json()["events"]) for one in answers] == [(200, [])] * 3
        refused = await poll(server, "order.#", cursor=cursor, bearer=bearer)
        assert refused.status_code == 503
        assert refused.json()["code"] == "draining"
        assert refused.headers["retry-after"] == "1"
        await orders.publish(org=org)
        assert versions(await poll(other, "order.#", cursor=answers[0].json()["cursor"], wait=30, bearer=bearer)) == [2]


async def test_expiry_while_it_waits(amqp_url: str, org: str) -> None:
    """At the token's end a waiting poll is answered; the next one is told why there will be no more."""
    async with gateway(amqp_url) as server:
        bearer = token(org=org, ttl_seconds=4)
        cursor = await first(server, "order.#", bearer=bearer)
        body = (await poll(server, "order.#", cursor=cursor, wait=60, bearer=bearer)).json()
        assert body["events"] == []
        assert body["resumed"] is True


async def test_administrator_ends_a_poll(amqp_url: str, bearer: str) -> None:
    """A waiting poll that an administrator disconnects is refused, rather than asked to come again."""
    async with gateway(amqp_url) as server:
        cursor = await first(server, "order.#", bearer=bearer)
        waiting = asyncio.create_task(poll(server, "order.#", cursor=cursor, wait=60, bearer=bearer))
        await _waits(server)
        (session,) = server.node.registry._sessions
        session.close(CloseCode.DISCONNECTED)
        answer = await waiting
        assert (answer.status_code, answer.json()["code"]) == (403, "disconnected")


async def test_reset_while_it_waits(amqp_url: str, bearer: str) -> None:
    """A break of continuity answers a waiting poll: it has no promise any more."""
    async with gateway(amqp_url) as server:
        cursor = await first(server, "order.#", bearer=bearer)
        waiting = asyncio.create_task(poll(server, "order.#", cursor=cursor, wait=60, bearer=bearer))
        await _waits(server)
        server.node.feed._overran()
        body = (await waiting).json()
        assert (body["resumed"], body["reason"]) == (False, "overrun")


async def test_broker_stays_away(amqp_url: str, bearer: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without a broker a poll is refused, with the time to come back."""
    async with gateway(amqp_url, gateway_command_seconds=2) as server:
        cursor = await first(server, "order.#", bearer=bearer)
        waiting = asyncio.create_task(poll(server, "order.#", cursor=cursor, wait=60, bearer=bearer))
        await _waits(server)
        with monkeypatch.context() as patched:
            patched.setattr(type(server.node.feed), "down_seconds", property(lambda _: 1_000.0))
            given_up = await waiting
            assert (given_up.status_code, given_up.json()["code"]) == (503, "broker_unavailable")
            refused = await poll(server, "order.#", cursor=cursor, bearer=bearer)
            assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
            assert refused.headers["retry-after"] == "5"


async def test_answer_is_json_whatever_is_in_it(amqp_url: str, org: str, bearer: str) -> None:
    """A body with line breaks and letters of all kinds is spliced in as it came."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        cursor = await first(server, "order.#", bearer=bearer)
        envelope = orders.event(org=org)
        spaced = Envelope(
            **{
                **{name: getattr(envelope, name) for name in envelope.__dataclass_fields__},
                "data": '{\n "orderId": "42",\r\n "note": "ș\u2028"\r}'.encode(),
            }
        )
        await orders.again(spaced)
        (event,) = (await poll(server, "order.#", cursor=cursor, wait=30, bearer=bearer)).json()["events"]
        assert event["data"] == {"orderId": "42", "note": "ș\u2028"}
        url = f"http://127.0.0.1:{server.port}/v1/sse"
        parameters = {"binding": "order.#", "cursor": cursor}
        seen = b""
        async with (
            httpx.AsyncClient() as http,
            http.stream("GET", url, params=parameters, headers=authorization(bearer)) as response,
        ):
            async for part in response.aiter_bytes():
                seen += part
                if b"note" in seen and seen.endswith(b"\n\n"):
                    break
        block = next(block for block in seen.split(b"\n\n") if b"note" in block)
        data = [line.removeprefix(b"data: ") for line in block.splitlines() if line.startswith(b"data: ")]
        assert json.loads(b"\n".join(data)) == event
