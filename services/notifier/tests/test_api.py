"""Everybody's own notifications over REST."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import httpx
import pytest
from freightwire.identifiers import new_id
from notifier.testing import created, failed

from .servers import eventually

if TYPE_CHECKING:
    from notifier.testing import Notifier

OTHER_ORG = "rival"


async def told(notifier: Notifier, user: str, times: int, *, org: str = "acme") -> list[dict[str, Any]]:
    """Give a user so many notifications; what they list, newest first."""
    order = new_id()
    await notifier.publish(created(order, by=user), version=1, org=org)
    for number in range(times):
        await notifier.publish(failed(order), version=2 + number, org=org)

    async def listed() -> list[dict[str, Any]]:
        items: list[dict[str, Any]] = (await notifier.listed(user, org=org, limit=200))["items"]
        assert len(items) == times
        return items

    return await eventually(listed)


async def test_pages_hold_everything_once_newest_first(notifier: Notifier) -> None:
    user = f"ana-{new_id()}"
    everything = await told(notifier, user, 7)
    assert [one["createdAt"] for one in everything] == sorted((one["createdAt"] for one in everything), reverse=True)
    seen: list[dict[str, Any]] = []
    cursor: str | None = None
    for expected in (3, 3, 1):
        page = await notifier.listed(user, limit=3, **({"cursor": cursor} if cursor else {}))
        assert len(page["items"]) == expected
        seen += page["items"]
        cursor = page.get("nextCursor")
    assert cursor is None
    assert seen == everything


async def test_what_is_read_is_no_longer_unread(notifier: Notifier) -> None:
    user = f"ana-{new_id()}"
    newest, *rest = await told(notifier, user, 3)
    async with notifier.client(user) as client:
        answer = await client.post(f"/notifications/{newest['id']}/read")
        again = await client.post(f"/notifications/{newest['id']}/read")
        assert answer.status_code == again.status_code == 200
        assert answer.json() == again.json() == newest | {"readAt": answer.json()["readAt"]}
        page = await notifier.listed(user, unread=True)
        assert (page["items"], page["unread"]) == (rest, 2)
        assert (await client.post("/notifications/read-all")).json() == {"marked": 2}
        assert (await client.post("/notifications/read-all")).json() == {"marked": 0}
    page = await notifier.listed(user, unread=True)
    assert (page["items"], page["unread"]) == ([], 0)
    assert len((await notifier.listed(user))["items"]) == 3


async def test_nobody_sees_or_touches_what_is_another_persons(notifier: Notifier) -> None:
    user = f"ana-{new_id()}"
    [mine] = await told(notifier, user, 1)
    await told(notifier, user, 2, org=OTHER_ORG)
    for who, org in ((user, OTHER_ORG), (f"dan-{new_id()}", "acme")):
        async with notifier.client(who, org=org) as client:
            refused = await client.post(f"/notifications/{mine['id']}/read")
            assert (refused.status_code, refused.json()["code"]) == (404, "not_found")
            await client.post("/notifications/read-all")
        assert mine["id"] not in [one["id"] for one in (await notifier.listed(who, org=org))["items"]]
    assert (await notifier.listed(user))["unread"] == 1


@pytest.mark.parametrize(
    ("method", "path"),
    [("GET", "/notifications"), ("POST", "/notifications/read-all"),
     ("POST", "/notifications/00000000-0000-0000-0000-000000000000/read")],
)  # fmt: skip
async def test_a_token_with_a_role_is_needed(notifier: Notifier, method: str, path: str) -> None:
    async with httpx.AsyncClient(base_url=notifier.url) as client:
        answer = await client.request(method, path)
        assert (answer.status_code, answer.json()["code"]) == (401, "token_missing")
    async with notifier.client("ana", roles=("stranger",)) as client:
        answer = await client.request(method, path)
        assert (answer.status_code, answer.json()["code"]) == (403, "forbidden")


@pytest.mark.parametrize("cursor", ["", "x", "AAAA", "MjAyNi0xMS0yNCBhYmM", "é", "MjAyNi0xMS0yNFQxMDowMDowMCBhYmM"])
async def test_a_cursor_of_somebody_elses_making_is_refused(notifier: Notifier, cursor: str) -> None:
    async with notifier.client("ana") as client:
        answer = await client.get("/notifications", params={"cursor": cursor})
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request")


@pytest.mark.parametrize("query", [{"limit": 0}, {"limit": 201}, {"unread": "perhaps"}])
async def test_a_query_that_makes_no_sense_is_refused(notifier: Notifier, query: dict[str, Any]) -> None:
    async with notifier.client("ana") as client:
        answer = await client.get("/notifications", params=query)
    assert (answer.status_code, answer.json()["code"]) == (400, "invalid_request")


async def test_it_is_ready_and_measured(notifier: Notifier) -> None:
    await told(notifier, f"ana-{new_id()}", 1)
    async with httpx.AsyncClient(base_url=notifier.url) as client:
        ready = await client.get("/readyz")
        metrics = (await client.get("/metrics")).text
    assert (ready.status_code, ready.json()) == (200, {"status": "ok"})
    assert 'freightwire_notifier_sent_total{channel="in_app",kind="document_failed"}' in metrics
