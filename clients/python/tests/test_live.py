"""The client against a real gateway and a real broker."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

import pytest
from freightwire.events.orders import OrderStatusChanged
from freightwire_client import Event, ForbiddenError, Lost, Reload, ReloadReason, Started, State, TokenRefusedError
from gateway.server import GatewayServer
from gateway.testing import gateway, log, settings, token, until

from clients.python.tests.support import PATIENCE, client_of, front_of, ready, take, versions

if TYPE_CHECKING:
    from freightwire_client import Item, Notice


async def test_events_come_typed(amqp_url: str, org: str) -> None:
    """What is published after ``ready`` comes, as a model of its contract."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders, client_of(org, server) as client:
        subscription = client.subscribe("order.#")
        await ready(subscription)
        assert client.state is State.CONNECTED
        (sent,) = await orders.publish(org=org)
        (event,) = await take(subscription, 1)
        assert isinstance(event, Event)
        assert event.id == str(sent.id)
        assert event.order_id == "42"
        assert isinstance(event.body, OrderStatusChanged)
        assert event.body.order_id == "42"
        assert subscription.cursor == event.cursor
        await client.close()
        with pytest.raises(StopAsyncIteration):
            await anext(subscription)


async def test_each_subscription_gets_its_own(amqp_url: str, org: str) -> None:
    """Several subscriptions share the connection; each gets what it asked for, once, and no more after its end."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders, client_of(org, server) as client:
        one, all_orders = client.subscribe("order.1.#"), client.subscribe("order.#", "order.*.status_changed")
        await ready(one)
        await ready(all_orders)
        late = client.subscribe("order.2.#", "user.me.#")
        await ready(late)
        await orders.publish(2, order="1", org=org)
        await orders.publish(2, order="2", org=org)
        assert versions(await take(one, 2)) == [1, 2]
        assert versions(await take(late, 2)) == [3, 4]
        assert versions(await take(all_orders, 4)) == [1, 2, 3, 4]
        one.close()
        with pytest.raises(StopAsyncIteration):
            await anext(one)
        await orders.publish(1, order="3", org=org)
        assert versions(await take(all_orders, 1)) == [5]


async def test_resume_over_lost_connections(amqp_url: str, org: str, tcp_proxy: Any) -> None:
    """Connections are cut again and again under load: nothing is missing, nothing comes twice."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        url = f"http://127.0.0.1:{server.port}"
        proxy = await tcp_proxy(url)
        async with client_of(org, proxy.url(url)) as client:
            subscription = client.subscribe("order.#")
            await ready(subscription)
            seen: list[Item] = []
            for _ in range(5):
                await orders.publish(20, org=org)
                seen += await take(subscription, 10)
                proxy.reset()
                await orders.publish(20, org=org)
                seen += await take(subscription, 30)
            assert versions(seen) == list(range(1, 201))


async def test_resume_in_a_new_process(amqp_url: str, org: str) -> None:
    """A cursor that the application kept brings it what it has not taken, though the client had it already."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        async with client_of(org, server) as client:
            subscription = client.subscribe("order.#")
            await ready(subscription)
            await orders.publish(5, org=org)
            assert versions(await take(subscription, 2)) == [1, 2]
            await until(lambda: len(subscription.mailbox) == 3)
            cursor = subscription.cursor
        await orders.publish(1, org=org)
        async with client_of(org, server) as client:
            assert versions(await take(client.subscribe("order.#", cursor=cursor), 4)) == [3, 4, 5, 6]


async def test_useless_cursor(amqp_url: str, org: str) -> None:
    """A cursor that cannot be resumed from is said in the stream, before anything newer."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders, client_of(org, server) as client:
        subscription = client.subscribe("order.#", cursor="nonsense")
        await ready(subscription)
        await orders.publish(1, org=org)
        reload, event = await take(subscription, 2)
        assert isinstance(reload, Reload)
        assert (reload.reason, reload.detail, reload.order_id) == (ReloadReason.NOT_RESUMED, "malformed", None)
        assert versions([event]) == [1]


async def test_slow_reader_is_caught_up(amqp_url: str, org: str) -> None:
    """A subscription that is not read lets go, holds up nobody, and gets everything once it is read again."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders, client_of(org, server) as client:
        slow, quick = client.subscribe("order.#", limit=10), client.subscribe("order.#")
        await ready(slow)
        await ready(quick)
        await orders.publish(100, org=org)
        assert versions(await take(quick, 100)) == list(range(1, 101))
        assert len(slow.mailbox) == 10
        assert versions(await take(slow, 100)) == list(range(1, 101))
        await orders.publish(1, org=org)
        assert versions(await take(slow, 1)) == [101]


async def test_missing_version(amqp_url: str, org: str) -> None:
    """A hole in an order's versions is pointed out before the event after it; what is known already is dropped."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders, client_of(org, server) as client:
        subscription = client.subscribe("order.#")
        await ready(subscription)
        await orders.publish(1, org=org)
        orders.event()  # is never published
        await orders.publish(2, org=org)
        first, reload, third = await take(subscription, 3)
        assert versions([first, third]) == [1, 3]
        assert isinstance(reload, Reload)
        assert (reload.reason, reload.order_id) == (ReloadReason.GAP, "42")
        subscription.known("42", 5)
        await orders.publish(2, org=org)
        assert versions(await take(subscription, 1)) == [6]


async def test_refused_binding_ends_its_subscription_only(amqp_url: str, org: str) -> None:
    """A binding that the token does not grant fails the subscription that asked for it, and no other."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders, client_of(org, server) as client:
        refused, granted = client.subscribe("user.bob.#"), client.subscribe("order.#")
        with pytest.raises(ForbiddenError):
            await ready(refused)
        with pytest.raises(ForbiddenError):
            await anext(refused)
        await ready(granted)
        await orders.publish(1, org=org)
        assert versions(await take(granted, 1)) == [1]


async def test_refused_token_ends_the_client(amqp_url: str, org: str) -> None:
    """A token that is not valid is a typed error for everybody who waits, and for who comes later."""
    async with gateway(amqp_url) as server, client_of(org, server, "garbage") as client:
        subscription = client.subscribe("order.#")
        with pytest.raises(TokenRefusedError):
            await ready(subscription)
        with pytest.raises(TokenRefusedError):
            await anext(subscription)
        assert client.state is State.STOPPED
        with pytest.raises(TokenRefusedError):
            client.subscribe("order.#")


async def test_tokens_are_refreshed(amqp_url: str, org: str) -> None:
    """A new token is shown before the old one expires, on the same connection."""
    asked: list[str] = []
    notices: list[Notice] = []

    async def provider() -> str:
        asked.append(token(org=org, ttl_seconds=3))
        return asked[-1]

    async with (
        gateway(amqp_url) as server,
        log(amqp_url) as orders,
        client_of(org, server, provider, on_notice=notices.append) as client,
    ):
        subscription = client.subscribe("order.#")
        await ready(subscription)
        await until(lambda: len(asked) >= 4, PATIENCE)
        await orders.publish(1, org=org)
        assert versions(await take(subscription, 1)) == [1]
        assert not [notice for notice in notices if isinstance(notice, Lost)]


async def test_refresh_with_fewer_rights(amqp_url: str, org: str) -> None:
    """A subscription that the new token does not grant ends with an error; the others go on."""
    bearers = iter([token(org=org, ttl_seconds=4), *(token(org=org, bindings=["order.2.#"]) for _ in range(3))])
    async with (
        gateway(amqp_url) as server,
        log(amqp_url) as orders,
        client_of(org, server, lambda: next(bearers)) as client,
    ):
        lost, kept = client.subscribe("order.1.#"), client.subscribe("order.2.#")
        await ready(lost)
        await ready(kept)
        async with asyncio.timeout(PATIENCE):
            with pytest.raises(ForbiddenError):
                await anext(lost)
        await orders.publish(1, order="2", org=org)
        assert versions(await take(kept, 1)) == [1]


async def test_expired_token_is_not_shown_for_ever(amqp_url: str, org: str) -> None:
    """A client that has one token only stops when that has expired."""
    async with gateway(amqp_url) as server, client_of(org, server, token(org=org, ttl_seconds=4)) as client:
        subscription = client.subscribe("order.#")
        await ready(subscription)
        async with asyncio.timeout(PATIENCE):
            with pytest.raises(TokenRefusedError, match="expired"):
                await anext(subscription)


async def test_drain(amqp_url: str, org: str) -> None:
    """A node that stops sends its clients to another one, without a hole."""
    async with gateway(amqp_url) as one, gateway(amqp_url) as two, log(amqp_url) as orders, front_of(one) as front:
        notices: list[Notice] = []
        async with client_of(org, front.url, on_notice=notices.append) as client:
            subscription = client.subscribe("order.#")
            await ready(subscription)
            await orders.publish(3, org=org)
            assert versions(await take(subscription, 3)) == [1, 2, 3]
            front.target = two
            draining = asyncio.create_task(one.node.drain())
            await orders.publish(3, org=org)
            assert versions(await take(subscription, 3)) == [4, 5, 6]
            await draining
            await until(lambda: sum(isinstance(notice, Started) for notice in notices) == 2, PATIENCE)
            assert [notice.retry_in for notice in notices if isinstance(notice, Lost)] == [0.0]


async def test_gateway_comes_later(amqp_url: str, org: str) -> None:
    """A client may be opened before there is a gateway: it says that it is offline, and connects by itself."""
    late = GatewayServer(settings(amqp_url))
    await late.start()
    port = late.port
    await late.stop()
    async with client_of(org, f"http://127.0.0.1:{port}", ways=()) as client:
        subscription = client.subscribe("order.#")
        await until(lambda: client.state is State.OFFLINE, PATIENCE)
        late = GatewayServer(settings(amqp_url, http_port=port))
        await late.start()
        try:
            client.reconnect_now()
            await ready(subscription)
            assert client.state is State.CONNECTED
        finally:
            await late.stop()
        await until(lambda: client.state is not State.CONNECTED, PATIENCE)
    assert client.state is State.STOPPED
