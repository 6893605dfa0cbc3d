"""Where WebSockets do not get through: other ways, and back again, without a hole and without a double."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING

import pytest
from freightwire.events.base import Text
from freightwire.events.envelope import Envelope
from freightwire.events.system import SystemFault
from freightwire_client import (
    Changes,
    Event,
    ForbiddenError,
    Notice,
    Options,
    Reload,
    ReloadReason,
    Started,
    State,
    StateChanged,
    TokenRefusedError,
    Way,
)
from gateway.testing import gateway, log, token, until

from clients.python.tests.support import PATIENCE, client_of, front_of, ready, take, versions

if TYPE_CHECKING:
    import httpx

SOCKET, STREAM, POLL = "/v1/ws", "/v1/sse", "/v1/poll"
BLOCKED = {Way.SSE: (SOCKET,), Way.POLL: (SOCKET, STREAM)}


def ways(notices: list[Notice]) -> list[Way]:
    """By which ways a subscription began, one after the other."""
    return [notice.way for notice in notices if isinstance(notice, Started)]


@pytest.mark.parametrize("way", [Way.SSE, Way.POLL])
async def test_fallback_and_back_under_load(amqp_url: str, org: str, way: Way) -> None:
    """From WebSocket to another way and back again, twice, while events flow: each comes once, in order."""
    notices: list[Notice] = []
    async with (
        gateway(amqp_url) as server,
        log(amqp_url) as orders,
        front_of(server) as front,
        client_of(org, front.url, on_notice=notices.append) as client,
    ):
        subscription = client.subscribe("order.#", limit=10_000)
        await ready(subscription)
        stop = asyncio.Event()

        async def flow() -> None:
            while not stop.is_set():
                await orders.publish(3, org=org)
                await asyncio.sleep(0.01)  # a load, not a flood

        flowing = asyncio.create_task(flow())
        seen: list[int | None] = []
        for _ in range(2):
            front.block(*BLOCKED[way])
            await until(lambda: client.state is State.FALLBACK and ways(notices)[-1] is way, PATIENCE)
            seen += versions(await take(subscription, 100))
            front.cut()
            seen += versions(await take(subscription, 100))
            front.block()
            await until(lambda: client.state is State.CONNECTED, PATIENCE)
            seen += versions(await take(subscription, 100))
        stop.set()
        await flowing
        seen += versions(await take(subscription, orders.position - len(seen)))
        assert seen == list(range(1, orders.position + 1))
        states = [notice.state for notice in notices if isinstance(notice, StateChanged)]
        assert State.RECONNECTING in states


@pytest.mark.parametrize("way", [Way.SSE, Way.POLL])
async def test_begins_without_a_websocket(amqp_url: str, org: str, way: Way) -> None:
    """A client that never got a WebSocket has everything from the moment at which its subscription was ready."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders, front_of(server) as front:
        front.block(*BLOCKED[way])
        async with client_of(org, front.url) as client:
            first, second = client.subscribe("order.1.#"), client.subscribe("order.#", "user.me.#")
            await ready(first)
            await ready(second)
            assert client.state is State.FALLBACK
            await orders.publish(2, order="1", org=org)
            await orders.publish(2, order="2", org=org)
            assert versions(await take(first, 2)) == [1, 2]
            assert versions(await take(second, 4)) == [1, 2, 3, 4]
            front.block()
            await until(lambda: client.state is State.CONNECTED, PATIENCE)
            await orders.publish(1, order="3", org=org)
            assert versions(await take(second, 1)) == [5]
            assert not len(first.mailbox)


@pytest.mark.parametrize("way", [Way.SSE, Way.POLL])
async def test_slow_reader_is_caught_up(amqp_url: str, org: str, way: Way) -> None:
    """A subscription that falls behind lets go and gets everything later, whatever the way."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders, front_of(server) as front:
        front.block(*BLOCKED[way])
        async with client_of(org, front.url) as client:
            slow = client.subscribe("order.#", limit=10)
            await ready(slow)
            await orders.publish(100, org=org)
            assert versions(await take(slow, 100)) == list(range(1, 101))


@pytest.mark.parametrize("way", [Way.SSE, Way.POLL])
async def test_refusals(amqp_url: str, org: str, way: Way) -> None:
    """What is not granted fails its subscription, a bad token the client, whatever the way."""
    async with gateway(amqp_url) as server, front_of(server) as front:
        front.block(*BLOCKED[way])
        async with client_of(org, front.url) as client:
            refused, granted = client.subscribe("user.bob.#"), client.subscribe("order.#")
            with pytest.raises(ForbiddenError):
                await ready(refused)
            await ready(granted)
        async with client_of(org, front.url, "garbage") as client:
            subscription = client.subscribe("order.#")
            with pytest.raises(TokenRefusedError):
                await ready(subscription)
            assert client.state is State.STOPPED


@pytest.mark.parametrize("way", [Way.SSE, Way.POLL])
async def test_useless_cursor(amqp_url: str, org: str, way: Way) -> None:
    """A cursor that cannot be resumed from is said in the stream, whatever the way."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders, front_of(server) as front:
        front.block(*BLOCKED[way])
        async with client_of(org, front.url) as client:
            subscription = client.subscribe("order.#", cursor="nonsense")
            await ready(subscription)
            await orders.publish(1, org=org)
            reload, event = await take(subscription, 2)
            assert isinstance(reload, Reload)
            assert (reload.reason, reload.detail) == (ReloadReason.NOT_RESUMED, "malformed")
            assert versions([event]) == [1]


@pytest.mark.parametrize("way", [Way.SSE, Way.POLL])
async def test_new_token_where_the_old_one_expires(amqp_url: str, org: str, way: Way) -> None:
    """A stream ends with its token, and goes on with the next one."""
    asked: list[str] = []

    def provider() -> str:
        asked.append(token(org=org, ttl_seconds=2))
        return asked[-1]

    async with gateway(amqp_url) as server, log(amqp_url) as orders, front_of(server) as front:
        front.block(*BLOCKED[way])
        async with client_of(org, front.url, provider) as client:
            subscription = client.subscribe("order.#")
            await ready(subscription)
            await orders.publish(1, org=org)
            assert versions(await take(subscription, 1)) == [1]
            begun = len(set(asked))
            await until(lambda: len(set(asked)) > begun + 1, PATIENCE)
            await orders.publish(3, org=org)
            assert versions(await take(subscription, 3)) == [2, 3, 4]


class Ledger:
    """Something to ask what has happened, whose answers come at moments that the test chooses. The real one is asked in
    tests/end_to_end.
    """

    def __init__(self) -> None:
        self.happened: list[Event] = []
        self.asked: list[str | None] = []

    async def changes(self, http: httpx.AsyncClient, token: str, cursor: str | None) -> Changes:
        self.asked.append(cursor)
        happened, self.happened = self.happened, []
        return Changes(events=happened, cursor=f"asked-{len(self.asked)}")


def event_of(envelope: Envelope) -> Event:
    """As the orders service tells it."""
    return Event.from_push(
        {
            "event": envelope.type,
            "id": str(envelope.id),
            "key": envelope.key.partition(".")[2],
            "version": envelope.version,
            "time": envelope.time.isoformat(),
            "data": json.loads(envelope.data),
        }
    )


async def test_rest_polling_is_the_last_resort(amqp_url: str, org: str) -> None:
    """Where no connection to the gateway gets through, what happens to orders is asked for; whatever else happened
    comes later, and nothing twice.
    """
    ledger = Ledger()
    options = Options(first_delay=0.05, delay_limit=0.2, changes_interval=0.05)
    async with (
        gateway(amqp_url) as server,
        log(amqp_url) as orders,
        front_of(server) as front,
        client_of(org, front.url, options=options, changes=ledger) as client,
    ):
        subscription = client.subscribe("order.#", "system.#")
        await ready(subscription)
        await orders.publish(1, org=org)
        (first,) = await take(subscription, 1)
        assert isinstance(first, Event)
        front.block("/")
        await until(lambda: client.state is State.FALLBACK and len(ledger.asked) > 1, PATIENCE)
        assert ledger.asked[0] is not None
        assert ledger.asked[1] == "asked-1"
        ledger.happened = [event_of(one) for one in await orders.publish(2, org=org)]
        fault = SystemFault(error="mail", message=Text(ro="Fără poștă.", en="No mail."))
        await orders.again(Envelope.of(fault, org=org, source="freightctl"))
        assert versions(await take(subscription, 2)) == [2, 3]
        front.block()
        (event,) = await take(subscription, 1)
        assert isinstance(event, Event)
        assert event.type == "system:error"
        await until(lambda: client.state is State.CONNECTED, PATIENCE)
        await orders.publish(1, org=org)
        assert versions(await take(subscription, 1)) == [4]


async def test_everything_fails(amqp_url: str, org: str) -> None:
    """Nothing gets through: offline, and back once something does."""
    async with (
        gateway(amqp_url) as server,
        log(amqp_url) as orders,
        front_of(server) as front,
        client_of(org, front.url) as client,
    ):
        subscription = client.subscribe("order.#")
        await ready(subscription)
        front.block("/")
        await until(lambda: client.state is State.OFFLINE, PATIENCE)
        await orders.publish(2, org=org)
        front.block()
        assert versions(await take(subscription, 2)) == [1, 2]
