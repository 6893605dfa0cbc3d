"""A notifier that is killed in the middle of its work: everybody is told everything, once by each channel."""

from __future__ import annotations

import asyncio
import json
import re
from collections import Counter
from contextlib import AsyncExitStack
from typing import TYPE_CHECKING, Any

import httpx
import pytest
from freightwire.auth import issue_development_token
from freightwire.events.envelope import Envelope
from freightwire.events.orders import OrderStatus, OrderStatusChanged
from freightwire.identifiers import new_id
from freightwire.messaging import BrokerConnection, Publisher
from freightwire.messaging.topology import EVENTS
from freightwire.testing import eventually
from notifier.migrations import migrate
from notifier.testing import SECRET, created
from pydantic import SecretStr

from tests.support.system import Service

from .servers import JOURNAL, JournalBox, MailServer, Receiver, mailing, receiving

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

PEOPLE = 20
OWNER = "dan"
"""Whose orders they are; nobody counts what he is told."""
REASON = re.compile(r"reason ([0-9a-f-]{36})")
PATIENCE_SECONDS = 240.0


class Crowd:
    """Team leads who want everything by every channel, and the orders that they hear of."""

    def __init__(self, url: str, org: str, orders: int) -> None:
        self.url = url
        self.org = org
        self.users = [f"user{number}" for number in range(PEOPLE)]
        self.orders = [new_id() for _ in range(orders)]
        self._mailed: Counter[tuple[str, str]] = Counter()
        self._posted: Counter[tuple[str, str]] = Counter()
        self._webhook_ids: set[tuple[str, str]] = set()
        self._mails = self._requests = 0

    def client(self, user: str, *roles: str) -> httpx.AsyncClient:
        token = issue_development_token(SECRET, org=self.org, user=user, roles=list(roles) or ["lead"])
        return httpx.AsyncClient(base_url=self.url, headers={"Authorization": f"Bearer {token}"}, timeout=30)

    async def gather(self, receiver: Receiver) -> None:
        """Have everybody known, with an address and an endpoint."""
        async with self.client("root", "admin") as admin:
            for user in self.users:
                body = {"name": user, "email": f"{user}@firma.test", "roles": ["lead"]}
                (await admin.put(f"/people/{user}", json=body)).raise_for_status()
        for user in self.users:
            async with self.client(user) as client:
                (await client.post("/webhooks", json={"url": receiver.url(f"/{user}")})).raise_for_status()

    def expected(self) -> set[tuple[str, str]]:
        """Every person and order that they are to hear of."""
        return {(user, order) for order in self.orders for user in self.users}

    async def happens(self, publisher: Publisher) -> None:
        """Something urgent happens to every order: all team leads hear of it."""
        for order in self.orders:
            problem = OrderStatusChanged(
                order_id=order,
                status=OrderStatus.ASSIGNED,
                previous_status=OrderStatus.ASSIGNED,
                transition="report_problem",
                reason=f"reason {order}",
                user_id="somebody",
            )
            for version, event in ((1, created(order, by=OWNER, assignee=OWNER)), (2, problem)):
                await publisher.publish(Envelope.of(event, org=self.org, source="orders", version=version))

    async def in_app(self) -> Counter[tuple[str, str]]:
        """What everybody finds in the application about problems."""
        found: Counter[tuple[str, str]] = Counter()
        for user in self.users:
            async with self.client(user) as client:
                items = (await client.get("/notifications", params={"limit": 200})).json()["items"]
            found.update((user, item["orderId"]) for item in items if item["kind"] == "order_problem")
        return found

    def by_mail(self, mail: MailServer) -> Counter[tuple[str, str]]:
        """What everybody was mailed about problems."""
        for address, message in mail.taken[self._mails :]:
            if address != JOURNAL:
                text = str(message.get_body(("plain",)).get_content())  # type: ignore[union-attr]
                self._mailed.update((address.partition("@")[0], order) for order in REASON.findall(text))
        self._mails = len(mail.taken)
        return self._mailed

    def by_webhook(self, receiver: Receiver) -> Counter[tuple[str, str]]:
        """What everybody's endpoint got about problems; a message that came again carries the same id."""
        for one in receiver.received[self._requests :]:
            message_id = (one.path, one.headers["webhook-id"])
            if message_id not in self._webhook_ids:
                self._webhook_ids.add(message_id)
                self._posted.update(
                    (one.path[1:], order) for order in REASON.findall(json.loads(one.body)["data"]["message"]["en"])
                )
        self._requests = len(receiver.received)
        return self._posted


async def pushed(queue: Any, found: Counter[str]) -> Counter[str]:
    """The ids of notifications that were pushed so far."""
    while (message := await queue.get(fail=False)) is not None:
        envelope = Envelope.from_message(message.headers, message.routing_key or "", message.body)
        if b"order_problem" in envelope.data and f".user.{OWNER}." not in envelope.key:
            found[str(envelope.id)] += 1
        await message.ack()
    return found


@pytest.mark.timeout(900)
@pytest.mark.parametrize(("replicas", "orders"), [(1, 50), (2, 20)])
async def test_everything_is_told_once_over_two_kills(
    amqp_url: str, make_database: Callable[[], str], tmp_path: Path, replicas: int, orders: int
) -> None:
    """Each order concerns everybody, who are told of it by three channels: in all 1,000 notifications, and 400."""
    database_url = make_database()
    await asyncio.to_thread(migrate, SecretStr(database_url))
    async with AsyncExitStack() as stack:
        mail = await stack.enter_async_context(mailing())
        receiver = await stack.enter_async_context(receiving())
        journal = await JournalBox(mail).start()
        stack.push_async_callback(journal.stop)
        environment = {
            "FREIGHTWIRE_AMQP_URL": amqp_url,
            "FREIGHTWIRE_DATABASE_URL": database_url,
            "FREIGHTWIRE_TOKEN_SECRET": SECRET,
            "FREIGHTWIRE_SMTP_URL": mail.url,
            "FREIGHTWIRE_SMTP_TLS": "none",
            "FREIGHTWIRE_MAIL_FROM": "freightwire@firma.test",
            "FREIGHTWIRE_MAILS_PER_HOUR": "100000",
            "FREIGHTWIRE_MAIL_JOURNAL_ADDRESS": JOURNAL,
            "FREIGHTWIRE_MAIL_JOURNAL_URL": journal.url,
            "FREIGHTWIRE_NOTIFIER_PUBLIC_URL": "https://notifier.firma.test",
            "FREIGHTWIRE_NOTIFIER_LEASE_SECONDS": "10",
            "FREIGHTWIRE_WEBHOOK_ALLOW_LOOPBACK": "true",
        }
        services = [Service("notifier", environment, tmp_path / f"notifier{number}.log") for number in range(replicas)]
        for service in services:
            await service.start()
            stack.push_async_callback(service.kill)
        victim = services[0]

        broker = BrokerConnection(amqp_url, name="test")
        await broker.start()
        stack.push_async_callback(broker.stop)
        crowd = Crowd(victim.url, f"org-{replicas}", orders)
        pushes = await (await broker.channel()).declare_queue(exclusive=True)
        await pushes.bind(EVENTS.name, f"{crowd.org}.user.*.notification")
        await crowd.gather(receiver)
        happening = asyncio.create_task(crowd.happens(Publisher(broker)))

        for share in (0.2, 0.6):
            # Each notification is a mail to its person and one to the journal.
            await eventually(lambda share=share: len(mail.taken) >= share * orders * PEOPLE * 2, PATIENCE_SECONDS)
            await victim.kill()
            await victim.start()
        await happening

        expected = dict.fromkeys(crowd.expected(), 1)

        async def all_told() -> bool:
            assert len(crowd.by_webhook(receiver)) == len(expected)
            assert len(crowd.by_mail(mail)) == len(expected)
            return True

        await eventually(all_told, PATIENCE_SECONDS)
        found: Counter[str] = Counter()
        await eventually(lambda: _enough(pushes, found, len(expected)), PATIENCE_SECONDS)
        assert await crowd.in_app() == expected
        assert crowd.by_mail(mail) == expected
        assert crowd.by_webhook(receiver) == expected
        assert len(found) == len(expected)


async def _enough(queue: Any, found: Counter[str], count: int) -> bool:
    return len(await pushed(queue, found)) >= count
