"""Webhooks to a real receiver: signatures, retries, endpoints that fail for long, addresses that are not public."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from typing import TYPE_CHECKING, Any

import pytest
import pytest_asyncio
from freightwire.identifiers import new_id
from freightwire.local_servers.ports import free_port
from notifier.channels.webhook.addresses import ForbiddenAddressError, check_address, check_url, resolve
from notifier.channels.webhook.client import NoAnswerError, WebhookClient, wished_seconds
from notifier.channels.webhook.signing import new_secret, signed_headers
from notifier.testing import ManualClock, created, failed, running_notifier
from standardwebhooks import Webhook, WebhookVerificationError

from .servers import Received, Receiver, eventually, receiving

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from notifier.testing import Notifier


@pytest.fixture(scope="module")
def clock() -> ManualClock:
    return ManualClock(datetime.now(UTC))


@pytest_asyncio.fixture(scope="module")
async def notifier(amqp_url: str, database_url: str, clock: ManualClock) -> AsyncIterator[Notifier]:
    async with running_notifier(amqp_url, database_url, clock=clock, webhook_allow_loopback=True) as notifier:
        yield notifier


@pytest_asyncio.fixture
async def receiver() -> AsyncIterator[Receiver]:
    async with receiving() as receiver:
        yield receiver


async def endpoint(notifier: Notifier, user: str, url: str, **more: Any) -> dict[str, Any]:
    """A new endpoint of a user."""
    async with notifier.client(user) as client:
        answer = await client.post("/webhooks", json={"url": url, **more})
    assert answer.status_code == 201, answer.text
    made: dict[str, Any] = answer.json()
    return made


async def happens(notifier: Notifier, user: str, times: int = 1) -> list[str]:
    """So many notifications to a user; their ids, oldest first."""
    order = new_id()
    before = (await notifier.listed(user, limit=200))["items"]
    await notifier.publish(created(order, by=user), version=1)
    for number in range(times):
        await notifier.publish(failed(order), version=2 + number)

    async def told() -> list[str]:
        items = (await notifier.listed(user, limit=200))["items"]
        assert len(items) == len(before) + times
        return [item["id"] for item in reversed(items[:times])]

    return await eventually(told)


async def sent(notifier: Notifier) -> int:
    return await notifier.server.workers["webhook"].run_due()


def verified(one: Received, secret: str) -> Any:
    """The message, if the reference library takes its signature."""
    return Webhook(secret).verify(one.body, one.headers)


async def test_a_message_verifies_with_the_reference_library(notifier: Notifier, receiver: Receiver) -> None:
    user = f"ana-{new_id()}"
    made = await endpoint(notifier, user, receiver.url())
    [notification] = await happens(notifier, user)
    await sent(notifier)
    [one] = receiver.received
    message = verified(one, made["secret"])
    assert message["type"] == "notification.document_failed"
    assert message["data"]["notificationId"] == notification == one.headers["webhook-id"]
    assert message["data"]["message"]["en"].endswith("Encrypted PDF.")
    with pytest.raises(WebhookVerificationError):
        verified(one, new_secret())
    async with notifier.client(user) as client:
        [listed] = (await client.get("/webhooks")).json()["items"]
    assert "secret" not in listed


async def test_after_a_rotation_both_secrets_verify_for_a_day(
    notifier: Notifier, receiver: Receiver, clock: ManualClock
) -> None:
    user = f"ana-{new_id()}"
    made = await endpoint(notifier, user, receiver.url())
    async with notifier.client(user) as client:
        rotated = (await client.post(f"/webhooks/{made['id']}/rotate-secret")).json()
    assert rotated["secret"] != made["secret"]
    await happens(notifier, user)
    await sent(notifier)
    assert verified(receiver.received[0], made["secret"]) == verified(receiver.received[0], rotated["secret"])
    then, clock.now = clock.now, clock.now + timedelta(days=1, seconds=1)
    await happens(notifier, user)
    await sent(notifier)
    clock.now = then
    assert receiver.received[1].headers["webhook-signature"].count("v1,") == 1
    keys = signed_headers("m", then, b"{}", [rotated["secret"]])
    assert Webhook(rotated["secret"]).verify(b"{}", keys) == {}


async def test_an_endpoint_that_fails_is_left_alone_and_gets_the_same_message_again(
    notifier: Notifier, receiver: Receiver, clock: ManualClock
) -> None:
    user = f"ana-{new_id()}"
    await endpoint(notifier, user, receiver.url())
    receiver.statuses["/hook"] = 500
    await happens(notifier, user, 4)
    await sent(notifier)
    assert len(receiver.received) == 1
    clock.advance(seconds=31)
    receiver.statuses["/hook"] = 204
    await sent(notifier)
    ids = [one.headers["webhook-id"] for one in receiver.received]
    assert len(ids) == 5
    assert len(set(ids)) == 4
    async with notifier.client(user) as client:
        [listed] = (await client.get("/webhooks")).json()["items"]
    assert "failingSince" not in listed


async def test_an_endpoint_that_is_down_holds_up_no_other(notifier: Notifier, receiver: Receiver) -> None:
    user = f"ana-{new_id()}"
    await endpoint(notifier, user, f"http://127.0.0.1:{free_port()}/nobody")
    await endpoint(notifier, user, receiver.url("/good"))
    await happens(notifier, user, 3)
    await sent(notifier)
    assert len(receiver.at("/good")) == 3


async def test_an_endpoint_takes_only_the_kinds_it_asked_for(notifier: Notifier, receiver: Receiver) -> None:
    user = f"ana-{new_id()}"
    await endpoint(notifier, user, receiver.url(), kinds=["order_problem"])
    await happens(notifier, user)
    await sent(notifier)
    assert receiver.received == []


@pytest.mark.parametrize("status", [301, 302, 404, 503])
async def test_whatever_is_not_success_is_failure_and_no_redirect_is_followed(
    notifier: Notifier, receiver: Receiver, status: int
) -> None:
    user = f"ana-{new_id()}"
    receiver.statuses["/hook"] = status
    receiver.answer_headers["location"] = receiver.url("/elsewhere")
    await endpoint(notifier, user, receiver.url())
    await happens(notifier, user)
    await sent(notifier)
    assert [one.path for one in receiver.received] == ["/hook"]
    async with notifier.client("root", roles=("admin",)) as admin:
        items = (await admin.get("/deliveries", params={"state": "retrying"})).json()["items"]
    assert user in [item["userId"] for item in items]


async def test_an_endpoint_is_disabled_after_long_failure_and_its_owner_told(
    notifier: Notifier, receiver: Receiver, clock: ManualClock
) -> None:
    user = f"ana-{new_id()}"
    made = await endpoint(notifier, user, receiver.url())
    receiver.statuses["/hook"] = 500
    for _ in range(5):
        await happens(notifier, user)
        await sent(notifier)
        clock.advance(days=1)
    items = (await notifier.listed(user, limit=200))["items"]
    [told] = [item for item in items if item["kind"] == "webhook_disabled"]
    assert "127.0.0.1" in told["message"]["en"]
    before = len(receiver.received)
    await happens(notifier, user)
    await sent(notifier)
    assert len(receiver.received) == before
    async with notifier.client(user) as client:
        [listed] = (await client.get("/webhooks")).json()["items"]
        assert (listed["enabled"], listed["disabledReason"]) == (False, "status 500")
        again = (await client.patch(f"/webhooks/{made['id']}", json={"enabled": True})).json()
        assert again["enabled"] is True
    receiver.statuses["/hook"] = 204
    await happens(notifier, user)
    await sent(notifier)
    assert len(receiver.received) == before + 1


async def test_an_endpoint_that_says_gone_is_disabled_at_once(notifier: Notifier, receiver: Receiver) -> None:
    user = f"ana-{new_id()}"
    await endpoint(notifier, user, receiver.url())
    receiver.statuses["/hook"] = 410
    await happens(notifier, user)
    await sent(notifier)
    kinds = {item["kind"] for item in (await notifier.listed(user))["items"]}
    assert kinds == {"webhook_disabled", "document_failed"}


async def test_endpoints_are_everybodys_own(notifier: Notifier, receiver: Receiver) -> None:
    user = f"ana-{new_id()}"
    made = await endpoint(notifier, user, receiver.url())
    for who, org in (("dan", "acme"), (user, "rival")):
        async with notifier.client(who, org=org) as client:
            assert (await client.delete(f"/webhooks/{made['id']}")).status_code == 404
            assert (await client.post(f"/webhooks/{made['id']}/rotate-secret")).status_code == 404
            assert (await client.patch(f"/webhooks/{made['id']}", json={})).status_code == 404
    async with notifier.client(user) as client:
        for _ in range(4):
            await endpoint(notifier, user, receiver.url())
        assert (await client.post("/webhooks", json={"url": receiver.url()})).json()["code"] == "too_many_endpoints"
        assert (await client.delete(f"/webhooks/{made['id']}")).status_code == 204


@pytest.mark.parametrize(
    "url",
    [
        "http://example.com/", "https://10.0.0.1/", "https://192.168.1.5:8443/x", "https://169.254.169.254/latest",
        "https://[::1]/", "https://[fd00::1]/", "https://[::ffff:10.0.0.1]/", "https://[64:ff9b::10.0.0.1]/",
        "https://0.0.0.0/", "https://user:pw@example.com/", "ftp://example.com/", "https:///x", "https://224.0.0.1/",
        "https://100.64.0.1/", "https://127.0.0.1/", "https://exa mple.com/", "nonsense", "https://[::1", "https://x:0/",
        "https://[2002:a00:1::]/", "https://example.com/#x",
    ],
)  # fmt: skip
def test_urls_that_lead_inside_are_refused(url: str) -> None:
    with pytest.raises(ForbiddenAddressError):
        check_url(url, allow_loopback=False)


def test_loopback_is_allowed_where_it_is_asked_for_and_nothing_else() -> None:
    check_url("http://127.0.0.1:9/x", allow_loopback=True)
    check_url("https://example.com/hook?x=1", allow_loopback=False)
    check_address(ip_address("93.184.215.14"), allow_loopback=False)
    for address in ("10.0.0.1", "169.254.169.254", "fe80::1"):
        with pytest.raises(ForbiddenAddressError):
            check_address(ip_address(address), allow_loopback=True)


async def test_a_name_that_resolves_inside_is_refused() -> None:
    with pytest.raises(ForbiddenAddressError):
        await resolve("localhost", 443, allow_loopback=False)
    assert await resolve("localhost", 443, allow_loopback=True)
    client = WebhookClient(allow_loopback=False)
    with pytest.raises(ForbiddenAddressError):
        await client.post("https://localhost/hook", b"{}", {})
    await client.close()


async def test_a_name_with_one_bad_address_among_good_ones_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    async def two(*_: Any, **__: Any) -> list[Any]:
        return [(2, 1, 6, "", ("93.184.215.14", 443)), (2, 1, 6, "", ("10.0.0.1", 443))]

    monkeypatch.setattr(asyncio.get_running_loop(), "getaddrinfo", two)
    with pytest.raises(ForbiddenAddressError):
        await resolve("example.com", 443, allow_loopback=False)


async def test_a_private_url_is_refused_over_rest_when_loopback_is_not_asked_for(notifier: Notifier) -> None:
    async with notifier.client("ana") as client:
        answer = await client.post("/webhooks", json={"url": "https://10.0.0.1/x"})
        assert (answer.status_code, answer.json()["errors"][0]["field"]) == (400, "url")
        answer = await client.post("/webhooks", json={"url": "https://example.com/x", "kinds": ["nonsense"]})
        assert answer.status_code == 400


async def test_no_connection_is_no_doubt() -> None:
    client = WebhookClient(allow_loopback=True)
    with pytest.raises(NoAnswerError) as refused:
        await client.post(f"http://127.0.0.1:{free_port()}/", b"{}", {})
    assert refused.value.doubtful is False
    await client.close()


def test_a_receiver_may_ask_to_be_left_alone() -> None:
    now = datetime(2026, 11, 24, 10, tzinfo=UTC)
    assert wished_seconds("120", now) == 120
    assert wished_seconds("Tue, 24 Nov 2026 10:00:30 GMT", now) == 30
    assert [wished_seconds(text, now) for text in (None, "soon", "-5", "Tue, 24 Nov 2026 09:00:00 GMT")] == [0] * 4
