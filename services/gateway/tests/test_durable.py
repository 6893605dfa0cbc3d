"""Durable queues against a real broker: nothing is lost, what is done does not come again, and everybody is told."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import aio_pika
import pytest
from aio_pika.exceptions import ChannelNotFoundEntity, ChannelPreconditionFailed
from freightwire.events.envelope import Envelope
from freightwire.events.users import UserNotification
from freightwire.identifiers import new_id
from freightwire.messaging.topology import CLIENT_DEAD_LETTERS, CLIENT_DELIVERY_LIMIT, EVENTS, client_queue
from freightwire.testing import eventually
from gateway.testing import Client, Log, gateway, log, token, until

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from aio_pika.abc import AbstractIncomingMessage
    from freightwire.testing import TcpProxy
    from gateway.server import GatewayServer

SCRIPT = Path(__file__).parents[3] / "deploy" / "docker" / "dead_letters.py"
MINE = ["user.me.#"]
ORDERS = ["order.#"]


@pytest.fixture
def user() -> str:
    """A user of this test alone: queues outlive their sessions."""
    return f"u-{new_id()}"


@asynccontextmanager
async def raw(amqp_url: str) -> AsyncIterator[aio_pika.abc.AbstractChannel]:
    """A channel beside the system."""
    connection = await aio_pika.connect(amqp_url)
    async with connection, connection.channel() as channel:
        yield channel


async def take_dead(amqp_url: str, queue: str) -> list[AbstractIncomingMessage]:
    """Take the dead letters that came from ``queue``."""
    found = []
    async with raw(amqp_url) as channel:
        dead = await channel.get_queue(CLIENT_DEAD_LETTERS.name, ensure=False)
        while (message := await dead.get(fail=False)) is not None:
            deaths: Any = message.headers.get("x-death") or [{}]
            if queue in (message.headers.get("x-original-queue"), deaths[0].get("queue")):
                found.append(message)
                await message.ack()
    return found


async def waiting(amqp_url: str, queue: str) -> int:
    """Messages that wait in a queue."""
    async with raw(amqp_url) as channel:
        declared = await channel.declare_queue(queue, passive=True)
        return declared.declaration_result.message_count or 0


async def opened(server: GatewayServer, user: str, *bindings: str, **fields: Any) -> Client:
    """A client with its queue ``inbox`` open."""
    client = await Client.connected(server, bearer=token(user=user))
    reply = await client.ask("open", queue="inbox", bindings=list(bindings or ORDERS), **fields)
    assert "opened" in reply, reply
    return client


async def holds(amqp_url: str, queue: str, count: int) -> bool:
    """Whether so many messages wait in a queue."""
    return await waiting(amqp_url, queue) == count


async def exists(amqp_url: str, queue: str) -> bool:
    """Whether there is such a queue."""
    try:
        await waiting(amqp_url, queue)
    except ChannelNotFoundEntity:
        return False
    return True


def versions(client: Client) -> list[int]:
    """Of what came from the queue."""
    return [event["version"] for event in client.from_queue()]


async def notify(orders: Log, user: str, text: str) -> Envelope:
    """What the notifier publishes."""
    event = UserNotification(
        user_id=user, notification_id=new_id(), kind="document_failed", message={"ro": text, "en": text}
    )
    envelope = Envelope.of(event, org="alpha", source="notifier")
    await orders.again(envelope)
    return envelope


async def test_notifications_wait_for_their_reader(amqp_url: str, user: str) -> None:
    """Who was away gets afterwards what was said meanwhile, each once, with the tags to acknowledge it by."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        client = await Client.connected(server, bearer=token(user=user))
        reply = await client.ask("open", queue="inbox", bindings=MINE, prefetch=10, ackTimeout=30)
        assert reply["opened"] == {
            "queue": "inbox",
            "pending": 0,
            "bindings": MINE,
            "prefetch": 10,
            "ackTimeout": 30,
        }
        first = await notify(orders, user, "unu")
        await client.until(client.from_queue)
        (push,) = client.from_queue()
        assert push.items() >= {"event": "user:notification", "id": str(first.id), "tag": 1}.items()
        assert push["redelivered"] is False
        assert push["key"] == f"user.{user}.notification"
        assert push["data"]["message"]["ro"] == "unu"
        assert "cursor" not in push
        reply = await client.ask("ack", queue="inbox", tag=1)
        assert reply["acked"] == {"queue": "inbox", "tag": 1, "multiple": False, "count": 1}
        await client.leave()
        await until(lambda: not server.node.registry)
        await notify(orders, "somebody-else", "nu")
        missed = [await notify(orders, user, text) for text in ("doi", "trei")]
        again = await Client.connected(server, bearer=token(user=user))
        assert (await again.ask("open", queue="inbox", bindings=MINE))["opened"]["pending"] == 2
        await again.until(lambda: len(again.from_queue()) == 2)
        assert [push["id"] for push in again.from_queue()] == [str(envelope.id) for envelope in missed]
        reply = await again.ask("ack", queue="inbox", tag=2, multiple=True)
        assert reply["acked"]["count"] == 2
        await again.leave()
        await eventually(lambda: holds(amqp_url, client_queue("alpha", user, "inbox").name, 0))


async def test_nothing_comes_before_opened(amqp_url: str, user: str) -> None:
    """Whatever waits in the queue follows the reply: the client knows the queue by then."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        first = await opened(server, user)
        await first.leave()
        await orders.publish(20)
        client = await Client.open(server)
        await client.connect(bearer=token(user=user))
        held = []
        client.on_message = held.append
        await client.ask("open", queue="inbox", bindings=ORDERS)
        await client.until(lambda: len(client.from_queue()) == 20)
        assert ["opened" in message for message in held] == [True, *[False] * 20]
        await client.leave()


async def test_live_and_durable_side_by_side(amqp_url: str, user: str) -> None:
    """A connection gets an event live and from its queue; the queue's push does not move the cursor."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        client = await Client.connected(server, *ORDERS, bearer=token(user=user))
        await client.ask("open", queue="inbox", bindings=ORDERS)
        await orders.publish()
        await client.until(lambda: len(client.events) == 2)
        live, queued = sorted(client.events, key=lambda event: "queue" in event)
        assert live["cursor"] == client.cursor
        assert {name: live[name] for name in ("event", "id", "key", "version", "time", "data")} == {
            name: queued[name] for name in ("event", "id", "key", "version", "time", "data")
        }
        await client.leave()


async def test_killed_socket(amqp_url: str, user: str, tcp_proxy: Callable[[str], Awaitable[TcpProxy]]) -> None:
    """What a client held when its connection broke comes again; what it acknowledged before does not."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        proxy = await tcp_proxy(f"http://127.0.0.1:{server.port}")
        far = await Client.open(server, port=proxy.port)
        await far.connect(bearer=token(user=user))
        await far.ask("open", queue="inbox", bindings=ORDERS)
        await orders.publish(4)
        await far.until(lambda: len(far.from_queue()) == 4)
        assert "acked" in await far.ask("ack", queue="inbox", tag=2)
        proxy.reset()
        await far.until_closed()
        near = await opened(server, user)
        await near.until(lambda: len(near.from_queue()) == 3)
        assert versions(near) == [1, 3, 4]
        assert all(push["redelivered"] for push in near.from_queue())
        await near.leave()


async def test_acked_is_the_brokers(amqp_url: str, user: str, tcp_proxy: Callable[[str], Awaitable[TcpProxy]]) -> None:
    """After ``acked`` the node's connections to the broker may break at once: the message does not come again."""
    proxy = await tcp_proxy(amqp_url)
    async with gateway(proxy.url(amqp_url)) as server, log(amqp_url) as orders:
        client = await opened(server, user)
        await orders.publish(3)
        await client.until(lambda: len(client.from_queue()) == 3)
        assert "acked" in await client.ask("ack", queue="inbox", tag=2, multiple=True)
        proxy.reset()
        await client.until(lambda: len(client.from_queue()) == 4)
        assert versions(client) == [1, 2, 3, 3]
        assert client.from_queue()[-1]["tag"] == 4
        reply = await client.ask("ack", queue="inbox", tag=3)
        assert reply["error"]["code"] == "stale_tag"
        assert "acked" in await client.ask("ack", queue="inbox", tag=4)
        await client.leave()


async def test_ack_timeout(amqp_url: str, user: str) -> None:
    """A message that is held for too long goes back and comes again; a late acknowledgement is told so."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        client = await opened(server, user, ackTimeout=1)
        await orders.publish()
        await client.until(lambda: len(client.from_queue()) == 2)
        assert [(push["tag"], push["redelivered"]) for push in client.from_queue()] == [(1, False), (2, True)]
        assert (await client.ask("ack", queue="inbox", tag=1))["error"] == {
            "code": "stale_tag",
            "message": "the message went back to the queue, or may have: it comes again under another tag",
            "retryable": False,
        }
        await client.leave()


async def test_unknown_tags(amqp_url: str, user: str) -> None:
    """A tag that is not held, and a queue that is not open, are told apart."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        client = await opened(server, user)
        await orders.publish()
        await client.until(client.from_queue)
        assert "acked" in await client.ask("ack", queue="inbox", tag=1)
        for command in ("ack", "nack"):
            for tag in (1, 2):
                assert (await client.ask(command, queue="inbox", tag=tag))["error"]["code"] == "unknown_tag"
            assert (await client.ask(command, queue="outbox", tag=1))["error"]["code"] == "not_open"
        await orders.publish()
        await client.until(lambda: len(client.from_queue()) == 2)
        await client.leave()


async def test_requeued(amqp_url: str, user: str) -> None:
    """A message that was tried and failed comes again at once."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        client = await opened(server, user)
        await orders.publish()
        await client.until(client.from_queue)
        reply = await client.ask("nack", queue="inbox", tag=1)
        assert reply["nacked"] == {"queue": "inbox", "tag": 1, "requeue": True}
        await client.until(lambda: len(client.from_queue()) == 2)
        assert client.from_queue()[1]["redelivered"] is True
        assert "acked" in await client.ask("ack", queue="inbox", tag=2)
        await client.leave()


async def test_delivery_limit(amqp_url: str, user: str) -> None:
    """A message that fails every time ends among the dead letters; the next ones go through."""
    name = client_queue("alpha", user, "inbox").name
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        client = await opened(server, user)
        (poison,) = await orders.publish()
        for tag in range(1, CLIENT_DELIVERY_LIMIT + 2):
            await client.until(lambda tag=tag: len(client.from_queue()) == tag)
            assert "nacked" in await client.ask("nack", queue="inbox", tag=tag, requeue=True)
        dead = await eventually(lambda: take_dead(amqp_url, name))
        assert dead[0].headers["cloudEvents_id"] == str(poison.id)
        deaths: Any = dead[0].headers["x-death"]
        assert deaths[0]["reason"] == "delivery_limit"
        await orders.publish()
        await client.until(lambda: len(client.from_queue()) == CLIENT_DELIVERY_LIMIT + 2)
        assert client.from_queue()[-1]["version"] == 2
        await client.leave()


async def test_given_up_with_a_reason(amqp_url: str, user: str) -> None:
    """The client's reason, the queue and the event's own routing key stand on the dead letter."""
    queue = client_queue("alpha", user, "inbox").name
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        client = await opened(server, user)
        (envelope,) = await orders.publish()
        await client.until(client.from_queue)
        reason = "nu se poate citi"
        reply = await client.ask("nack", queue="inbox", tag=1, requeue=False, reason=reason)
        assert reply["nacked"] == {"queue": "inbox", "tag": 1, "requeue": False}
        (dead,) = await take_dead(amqp_url, queue)
        assert dead.body == envelope.data
        assert dead.headers["cloudEvents_id"] == str(envelope.id)
        expected = {
            "x-error-code": "client_nack",
            "x-error-message": reason,
            "x-original-exchange": EVENTS.name,
            "x-original-routing-key": envelope.key,
            "x-original-queue": queue,
            "x-failed-service": "gateway",
        }
        assert {name: dead.headers.get(name) for name in expected} == expected
        await client.leave()
        await eventually(lambda: holds(amqp_url, queue, 0))


async def operate(amqp_url: str, *arguments: str) -> str:
    """Run the operators' script; what it writes."""
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        SCRIPT,
        *arguments,
        env={**os.environ, "FREIGHTWIRE_AMQP_URL": amqp_url},
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    return out.decode()


@pytest.mark.parametrize("given_up_by", ["the client", "the broker"])
async def test_put_back_by_an_operator(amqp_url: str, user: str, given_up_by: str) -> None:
    """A dead letter says which queue it is from, and can go back there: it is the same event again."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        client = await opened(server, user)
        (envelope,) = await orders.publish()
        await client.until(client.from_queue)
        if given_up_by == "the client":
            assert "nacked" in await client.ask("nack", queue="inbox", tag=1, requeue=False, reason="nu merge")
        else:
            for tag in range(1, CLIENT_DELIVERY_LIMIT + 2):
                await client.until(lambda tag=tag: len(client.from_queue()) == tag)
                assert "nacked" in await client.ask("nack", queue="inbox", tag=tag)

        shown = json.loads(await eventually(lambda: operate(amqp_url, "list", "client", str(envelope.id))))
        assert shown["queue"] == client_queue("alpha", user, "inbox").name
        assert shown["routing key"] == envelope.key
        assert shown.get("x-error-message") == ("nu merge" if given_up_by == "the client" else None)
        before = len(client.from_queue())
        await operate(amqp_url, "put-back", "client", str(envelope.id))
        await client.until(lambda: len(client.from_queue()) == before + 1)
        push = client.from_queue()[-1]
        assert (push["id"], push["key"]) == (str(envelope.id), "order.42.status_changed")
        assert push["redelivered"] is False
        assert await operate(amqp_url, "list", "client", str(envelope.id)) == ""
        assert "acked" in await client.ask("ack", queue="inbox", tag=push["tag"])
        await client.leave()


async def test_what_is_no_event(amqp_url: str, user: str) -> None:
    """Malformed messages are dead-lettered by the gateway, ephemeral ones passed over; neither holds up the rest."""
    queue = client_queue("alpha", user, "inbox").name
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        client = await opened(server, user)
        good = orders.event()
        async with raw(amqp_url) as channel:
            events = await channel.get_exchange(EVENTS.name, ensure=False)
            await events.publish(aio_pika.Message(b"{}"), good.key)
            await events.publish(aio_pika.Message(b"no JSON", headers=good.headers()), good.key)
            fleeting = {**good.headers(), "cloudEvents_conflationkey": "alpha.progress.42"}
            await events.publish(aio_pika.Message(good.data, headers=fleeting), good.key)
        await orders.again(good)
        await client.until(client.from_queue)
        assert [push["id"] for push in client.from_queue()] == [str(good.id)]
        assert "acked" in await client.ask("ack", queue="inbox", tag=client.from_queue()[0]["tag"])
        dead: list[AbstractIncomingMessage] = []

        async def both() -> bool:
            dead.extend(await take_dead(amqp_url, queue))
            return len(dead) == 2

        await eventually(both)
        assert {message.headers["x-error-code"] for message in dead} == {"malformed"}
        await client.leave()
        await eventually(lambda: holds(amqp_url, queue, 0))


async def test_two_tabs_share(amqp_url: str, user: str) -> None:
    """Each message goes to one of them; what a tab held when it went comes to the other."""
    async with gateway(amqp_url) as server, gateway(amqp_url) as other_node, log(amqp_url) as orders:
        one = await opened(server, user, prefetch=5)
        two = await opened(other_node, user, prefetch=5)
        await orders.publish(10)
        await one.until(lambda: len(one.from_queue()) == 5)
        await two.until(lambda: len(two.from_queue()) == 5)
        assert sorted(versions(one) + versions(two)) == list(range(1, 11))
        assert (await two.ask("ack", queue="inbox", tag=5, multiple=True))["acked"]["count"] == 5
        await one.leave()
        await two.until(lambda: len(two.from_queue()) == 10)
        assert sorted(versions(two)[5:]) == sorted(versions(one))
        assert all(push["redelivered"] for push in two.from_queue()[5:])
        await two.leave()


async def test_prefetch(amqp_url: str, user: str) -> None:
    """No more than ``prefetch`` are with the client at once; the next come as it acknowledges."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        client = await opened(server, user, prefetch=2)
        await orders.publish(5)
        await client.until(lambda: len(client.from_queue()) == 2)
        name = client_queue("alpha", user, "inbox").name
        assert await waiting(amqp_url, name) == 3
        assert "acked" in await client.ask("ack", queue="inbox", tag=1)
        await client.until(lambda: len(client.from_queue()) == 3)
        assert await waiting(amqp_url, name) == 2
        assert versions(client) == [1, 2, 3]
        await client.leave()


async def test_a_slow_client_is_closed(amqp_url: str, user: str) -> None:
    """What comes from queues counts against the outbound budget, and is back in its queue afterwards."""
    async with gateway(amqp_url, gateway_outbound_bytes=64 * 1024, gateway_socket_bytes=4096) as server:
        client = await opened(server, user, prefetch=100)
        client.connection.transport.pause_reading()
        async with log(amqp_url) as orders:
            for _ in range(50):
                event = orders.event()
                fat = json.loads(event.data) | {"padding": "x" * 8192}
                await orders.again(
                    Envelope.from_message(event.headers(), event.key, json.dumps(fat).encode()),
                )
        await until(lambda: not server.node.registry)
        client.connection.transport.resume_reading()
        assert (await client.until_closed())[0] == 4402
        name = client_queue("alpha", user, "inbox").name
        await eventually(lambda: holds(amqp_url, name, 50))


async def test_grants(amqp_url: str, user: str) -> None:
    """A queue is bound only with what the token grants, and all or nothing."""
    async with gateway(amqp_url) as server:
        client = await Client.connected(server, bearer=token(user=user))
        for binding in ("user.other.#", "#", "document.#", "*.me.#"):
            reply = await client.ask("open", queue="inbox", bindings=["order.#", binding])
            assert reply["error"]["code"] == "forbidden"
        assert (await client.ask("open", queue="inbox", bindings=["or#der"]))["error"]["code"] == "bad_request"
        assert (await client.ask("ack", queue="inbox", tag=1))["error"]["code"] == "not_open"
        await client.leave()
        nobody = await Client.connected(server, bearer=token(user=user, roles=("customer",)))
        assert (await nobody.ask("open", queue="inbox", bindings=MINE))["error"]["code"] == "forbidden"
        await nobody.leave()


async def test_downgrade_on_refresh(amqp_url: str, user: str) -> None:
    """A newer token that grants less takes bindings off, and closes a queue that has none left."""
    lesser = token(user=user, bindings=["order.42.#"])
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        client = await opened(server, user, "order.#", "order.42.#", prefetch=1)
        await client.ask("open", queue="batches", bindings=["batch.#"])
        await orders.publish(order="7")
        await orders.publish(order="7")
        await client.until(client.from_queue)
        reply = await client.ask("refresh", token=lesser)
        assert reply["refreshed"]["dropped"] == [
            {"queue": "inbox", "binding": "order.#", "reason": "forbidden"},
            {"queue": "batches", "binding": "batch.#", "reason": "forbidden"},
        ]
        await client.until(lambda: {"closed": {"queue": "batches", "reason": "forbidden"}} in client.others)
        await orders.publish(order="8")
        await orders.publish(order="42")
        assert "acked" in await client.ask("ack", queue="inbox", tag=1)
        await client.until(lambda: len(client.from_queue()) == 2)
        assert client.from_queue()[-1]["key"].startswith("order.42."), "what waited and is not granted is not shown"
        (dead,) = await take_dead(amqp_url, client_queue("alpha", user, "inbox").name)
        assert dead.headers["x-error-code"] == "forbidden"
        assert dead.headers["x-original-routing-key"] == "alpha.order.7.status_changed"
        await client.leave()


async def test_open_again(amqp_url: str, user: str) -> None:
    """Bindings add up, over sessions too, until they are taken off by name."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        client = await opened(server, user, "order.1.#")
        reply = await client.ask("open", queue="inbox", bindings=["order.2.#"], prefetch=7)
        assert reply["opened"]["bindings"] == ["order.1.#", "order.2.#"]
        assert reply["opened"]["prefetch"] == 20, "as it was opened first"
        await client.leave()
        client = await opened(server, user, "order.3.#")
        for order in ("1", "2", "3", "4"):
            await orders.publish(order=order)
        await client.until(lambda: len(client.from_queue()) == 3)
        reply = await client.ask("open", queue="inbox", bindings=["order.4.#"], unbind=["order.1.#", "order.3.#"])
        assert reply["opened"]["bindings"] == ["order.4.#"]
        for order in ("1", "3", "4"):
            await orders.publish(order=order)
        await client.until(lambda: len(client.from_queue()) == 4)
        assert [push["key"].split(".")[1] for push in client.from_queue()] == ["1", "2", "3", "4"]
        await client.leave()


async def test_close(amqp_url: str, user: str) -> None:
    """A closed queue keeps what was not acknowledged; a deleted one is gone."""
    name = client_queue("alpha", user, "inbox").name
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        client = await opened(server, user)
        await orders.publish()
        await client.until(client.from_queue)
        assert (await client.ask("close", queue="inbox"))["closed"] == {"queue": "inbox", "deleted": False}
        assert (await client.ask("ack", queue="inbox", tag=1))["error"]["code"] == "not_open"
        await client.ask("open", queue="inbox", bindings=ORDERS)
        await client.until(lambda: len(client.from_queue()) == 2)
        assert (await client.ask("close", queue="inbox", delete=True))["closed"]["deleted"] is True
        assert not await exists(amqp_url, name)
        await client.leave()


async def test_a_deleted_queue_comes_back(amqp_url: str, user: str) -> None:
    """Somebody deletes the queue from the broker while it is open: it is made and bound again."""
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        client = await opened(server, user)
        queue = client_queue("alpha", user, "inbox")
        async with raw(amqp_url) as channel:
            await channel.queue_delete(queue.name)
        await eventually(lambda: exists(amqp_url, queue.name))
        reply = await client.ask("open", queue="inbox", bindings=ORDERS)
        assert "opened" in reply
        await orders.publish()
        await client.until(client.from_queue)
        await client.leave()


async def test_limits(amqp_url: str, user: str) -> None:
    """Every limit is an error that names its setting."""
    limits = {
        "gateway_queues_per_session": 2,
        "gateway_queues_per_user": 3,
        "gateway_queues_per_node": 4,
        "gateway_queue_prefetch": 10,
        "gateway_ack_timeout_seconds": 30,
        "gateway_bindings_per_session": 2,
    }

    async def refused(client: Client, queue: str, **fields: Any) -> str:
        reply = await client.ask("open", queue=queue, **{"bindings": MINE, **fields})
        assert reply["error"]["code"] == "limit"
        return str(reply["error"]["message"])

    async with gateway(amqp_url, **limits) as server:
        client = await Client.connected(server, bearer=token(user=user))
        assert "FREIGHTWIRE_GATEWAY_QUEUE_PREFETCH" in await refused(client, "a", prefetch=11)
        assert "FREIGHTWIRE_GATEWAY_ACK_TIMEOUT_SECONDS" in await refused(client, "a", ackTimeout=31)
        many = ["order.1.#", "order.2.#", "order.3.#"]
        assert "FREIGHTWIRE_GATEWAY_BINDINGS_PER_SESSION" in await refused(client, "a", bindings=many)
        for queue in ("a", "b"):
            assert "opened" in await client.ask("open", queue=queue, bindings=MINE)
        assert "FREIGHTWIRE_GATEWAY_QUEUES_PER_SESSION" in await refused(client, "c")
        other = await Client.connected(server, bearer=token(user=user))
        for queue in ("a", "c"):
            assert "opened" in await other.ask("open", queue=queue, bindings=MINE)
        assert "closed" in await other.ask("close", queue="c")
        assert "FREIGHTWIRE_GATEWAY_QUEUES_PER_USER" in await refused(other, "d")
        assert "opened" in await other.ask("open", queue="c", bindings=MINE)
        third = await Client.connected(server, bearer=token(user=user))
        assert "FREIGHTWIRE_GATEWAY_QUEUES_PER_NODE" in await refused(third, "a")
        await client.leave()
        await until(lambda: len(server.node.registry) == 2)

        async def there_is_room() -> bool:
            return "opened" in await third.ask("open", queue="a", bindings=MINE)

        await eventually(there_is_room)
        await other.leave()
        await third.leave()


async def test_acknowledging_fast_is_no_offence(amqp_url: str, user: str) -> None:
    """Acknowledgements have a rate of their own: as many as messages come, while other commands stay few."""
    limits = {"gateway_commands_per_second": 1, "gateway_commands_burst": 3}
    async with gateway(amqp_url, **limits) as server, log(amqp_url) as orders:
        client = await opened(server, user)
        await orders.publish(40)
        for tag in range(1, 41):
            await client.until(lambda tag=tag: len(client.from_queue()) >= tag)
            assert "acked" in await client.ask("ack", queue="inbox", tag=tag)
        await client.leave()


async def test_arguments(amqp_url: str, user: str) -> None:
    """The queue expires and is dead-lettered for sure: declaring it otherwise is what the broker complains about."""
    queue = client_queue("alpha", user, "inbox")
    assert queue.arguments["x-expires"] == 7 * 86_400_000
    async with gateway(amqp_url) as server:
        client = await opened(server, user)
        async with raw(amqp_url) as channel:
            await channel.declare_queue(queue.name, durable=True, arguments=dict(queue.arguments))
            for argument, value in {"x-expires": 1000, "x-overflow": "drop-head", "x-delivery-limit": 1}.items():
                changed = {**queue.arguments, argument: value}
                async with raw(amqp_url) as doomed:
                    with pytest.raises(ChannelPreconditionFailed, match=argument):
                        await doomed.declare_queue(queue.name, durable=True, arguments=changed)
        await client.leave()
