"""``GET /orders/changes``: a client that polls learns all that a client with pushes learns."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest
from freightwire.cursor import Cursor, ResumeFailure
from freightwire.events.applying import apply_event
from freightwire.outbox.log import EventLog
from hypothesis import given
from hypothesis import strategies as st
from orders.commands.edit import edit_order
from orders.domain.resuming import Log, refusal
from orders.storage.work import By, working
from sqlalchemy import text

if TYPE_CHECKING:
    from orders.settings import OrdersSettings

    from conftest import Desk, Person

Numbering = Callable[[], Awaitable[None]]


@pytest.fixture
async def number(settings: OrdersSettings) -> AsyncIterator[Numbering]:
    """Gives positions to what is committed, as the relay does."""
    url = settings.database_url.get_secret_value().replace("+asyncpg", "")
    connection = await asyncpg.connect(url)
    log = EventLog(connection, public=True)

    async def number_all() -> None:
        while await log.number(500):
            pass

    yield number_all
    await connection.close()


class Poller:
    """A client without pushes: it keeps copies of the orders current by polling alone."""

    def __init__(self, person: Person) -> None:
        self.person = person
        self.cursor: str | None = None
        self.copies: dict[str, dict[str, Any]] = {}
        self.seen: list[dict[str, Any]] = []

    async def poll(self, *, limit: int = 500) -> dict[str, Any]:
        answer = await self.person.get(
            "/orders/changes", params={"limit": limit} | ({"cursor": self.cursor} if self.cursor else {})
        )
        assert answer.status_code == 200, answer.text
        body: dict[str, Any] = answer.json()
        self.cursor = body["nextCursor"]
        for event in body["events"]:
            self._take(event)
        return body

    def _take(self, event: dict[str, Any]) -> None:
        if "version" not in event:
            self.seen.append(event)
            return
        order_id = event["data"]["orderId"]
        before = self.copies.get(order_id)
        self.copies[order_id] = apply_event(before, event["event"], event["version"], event["data"])
        if self.copies[order_id] is not before:
            self.seen.append(event)


async def test_without_a_cursor_it_says_where_the_log_is(desk: Desk, number: Numbering) -> None:
    await desk.ana.create()
    await number()
    poller = Poller(desk.ana)

    first = await poller.poll()
    second = await poller.poll()

    assert (first["events"], first["more"], "resumed" in first) == ([], False, False)
    assert (second["events"], second["resumed"]) == ([], True)
    assert Cursor.decode(first["nextCursor"]).epoch


async def test_events_come_as_they_are_pushed(desk: Desk, number: Numbering) -> None:
    poller = Poller(desk.ana)
    await poller.poll()
    order = await desk.ana.create({"reference": "A"}, **{"Operation-Id": "op-1"})
    await desk.ana.patch(order["id"], {"reference": None, "sale": {"amount": 3}}, 1)
    await number()

    body = await poller.poll()

    created, updated, sale = body["events"]
    assert created["key"] == f"order.{order['id']}.created"
    assert sale["key"] == f"order.{order['id']}.updated.sale"
    assert [event["version"] for event in body["events"]] == [1, 2, 3]
    assert created["data"]["operationId"] == "op-1"
    assert updated["data"]["changes"] == {"reference": None}
    assert {"id", "time", "trace", "cursor"} <= created.keys()
    assert poller.copies[order["id"]] == (await desk.ana.get(f"/orders/{order['id']}")).json()
    assert (await poller.poll())["events"] == []


async def test_pages_end_where_they_say_and_miss_nothing(desk: Desk, number: Numbering) -> None:
    poller = Poller(desk.ana)
    await poller.poll()
    ids = [(await desk.ana.create())["id"] for _ in range(7)]
    await number()

    sizes = []
    while True:
        body = await poller.poll(limit=3)
        sizes.append(len(body["events"]))
        if not body["more"]:
            break

    assert sizes == [3, 3, 1]
    assert list(poller.copies) == ids


async def test_what_has_no_position_yet_is_told_at_once_and_once_more(desk: Desk, number: Numbering) -> None:
    """The broker may be away: what is committed must not wait for it."""
    poller = Poller(desk.ana)
    start = (await poller.poll())["nextCursor"]
    order = await desk.ana.create()

    early = await poller.poll()
    await number()
    again = await poller.poll()

    assert [("cursor" in event, event["version"]) for event in early["events"]] == [(False, 1)]
    assert [("cursor" in event, event["id"]) for event in again["events"]] == [(True, early["events"][0]["id"])]
    assert len(poller.seen) == 1
    assert Cursor.decode(early["nextCursor"]).position == Cursor.decode(start).position
    assert poller.copies[order["id"]]["version"] == 1


async def test_a_commit_that_was_in_flight_when_a_page_was_read_is_not_missed(desk: Desk, number: Numbering) -> None:
    """It got its number of insertion first, and commits last."""
    poller = Poller(desk.ana)
    await poller.poll()
    by = By(desk.org, "ana")
    begun, finish = asyncio.Event(), asyncio.Event()
    slow_order = await desk.ana.create()
    await number()
    await poller.poll()

    async def slow_command() -> None:
        async with working(desk.database.sessions, by) as work:
            await edit_order(work, slow_order["id"], {"reference": "slow"}, base_version=1, user="ana")
            await work.settle()
            begun.set()
            await finish.wait()

    slow = asyncio.create_task(slow_command())
    await begun.wait()
    quick = await desk.ana.create()
    await number()
    page = await poller.poll()
    finish.set()
    await slow
    await number()
    rest = await poller.poll()

    assert [event["data"]["orderId"] for event in page["events"]] == [quick["id"]]
    assert [event["data"]["orderId"] for event in rest["events"]] == [slow_order["id"]]
    assert poller.copies[slow_order["id"]]["data"]["reference"] == "slow"
    [quick_seq] = await desk.rows("SELECT seq FROM outbox WHERE routing_key LIKE :key", key=f"%{quick['id']}.created")
    [slow_seq] = await desk.rows(
        "SELECT seq FROM outbox WHERE routing_key LIKE :key", key=f"%{slow_order['id']}.updated"
    )
    assert slow_seq < quick_seq, "the slow one must have been inserted first, or this proves nothing"


async def test_a_poller_among_writers_has_every_version_of_every_order(desk: Desk, number: Numbering) -> None:
    """Commands, numbering and polling at the same time, in whatever order they happen to interleave."""
    poller = Poller(desk.ana)
    await poller.poll()
    writing = True

    async def write(writer: int) -> None:
        person = desk.person("dispatcher", user=f"w{writer}")
        for turn in range(4):
            order = await person.create({"instructions": f"{writer} {turn}"})
            for edit in range(3):
                await person.patch(order["id"], {"reference": f"r{edit}", "sale": {"amount": edit + 1}}, None, **ANY)

    async def keep(doing: Callable[[], Awaitable[object]]) -> None:
        while writing:
            await doing()
            await asyncio.sleep(0)

    background = [asyncio.create_task(keep(number)), asyncio.create_task(keep(lambda: poller.poll(limit=5)))]
    await asyncio.gather(*(write(writer) for writer in range(4)))
    writing = False
    await asyncio.gather(*background)
    await number()
    while (await poller.poll())["more"]:
        pass

    assert len(poller.copies) == 16
    for order_id, copy in poller.copies.items():
        assert copy == (await desk.ana.get(f"/orders/{order_id}")).json()


ANY = {"If-Match": "*"}


async def test_each_sees_what_is_theirs(desk: Desk, number: Numbering) -> None:
    order = await desk.ana.create({"reference": "A"})
    other = await desk.ana.create()
    await number()
    mine = [f"order.{order['id']}.#"]
    people = {
        "ana": desk.ana,
        "limited": desk.person("dispatcher", user="temp", bindings=mine),
        "carrier": desk.person("carrier", user="c", bindings=mine),
        "customer": desk.person("customer", user="k", bindings=mine),
        "outsider": desk.person("carrier", user="o"),
        "stranger": desk.person("lead", org=f"{desk.org}x"),
        "lookalike": desk.person("lead", org=desk.org.replace("-", "_")),
    }
    pollers = {name: Poller(person) for name, person in people.items()}
    for poller in pollers.values():
        await poller.poll()
    patch = {"reference": "B", "sale": {"amount": 1}, "purchase": {"amount": 2}}
    await desk.ana.patch(order["id"], patch, 1)
    await desk.ana.patch(other["id"], {"reference": "C"}, 1)
    assert (await desk.person("lead", user="lia").patch(order["id"], {"reference": "D"}, 1)).status_code == 409
    await number()

    keys = {}
    for name, poller in pollers.items():
        body = (await poller.person.get("/orders/changes", params={"cursor": poller.cursor})).json()
        keys[name] = [event["key"].replace(order["id"], "1").replace(other["id"], "2") for event in body["events"]]

    updates = ["order.1.updated", "order.1.updated.sale", "order.1.updated.purchase"]
    assert keys == {
        "ana": [*updates, "order.2.updated"],
        "limited": updates,
        "carrier": [updates[0], updates[2]],
        "customer": updates[:2],
        "outsider": [],
        "stranger": [],
        "lookalike": [],
    }
    lia = await desk.person("lead", user="lia").get("/orders/changes", params={"cursor": pollers["ana"].cursor})
    assert "user.lia.order_conflict" in [event["key"] for event in lia.json()["events"]]


async def test_a_cursor_of_no_use_is_answered_with_the_reason_and_a_new_one(desk: Desk, number: Numbering) -> None:
    await desk.ana.create()
    await number()
    head = Cursor.decode((await desk.ana.get("/orders/changes")).json()["nextCursor"])
    day_ago = head.time_ms - 25 * 3600 * 1000

    answers = {
        cursor: (await desk.ana.get("/orders/changes", params={"cursor": cursor})).json()
        for cursor in (
            "nonsense",
            "x" * 4000,
            Cursor("another", 1, head.time_ms).encode(),
            Cursor(head.epoch, head.position + 1, head.time_ms).encode(),
            Cursor(head.epoch, head.position, head.time_ms + 3_600_000).encode(),
            Cursor(head.epoch, head.position, day_ago).encode(),
        )
    }

    assert [answer["reason"] for answer in answers.values()] == [
        "malformed",
        "malformed",
        "epoch",
        "ahead",
        "ahead",
        "too_old",
    ]
    for answer in answers.values():
        assert (answer["resumed"], answer["events"]) == (False, [])
        assert Cursor.decode(answer["nextCursor"]).position == head.position


async def test_a_cursor_behind_what_was_purged_is_too_old(desk: Desk, number: Numbering) -> None:
    poller = Poller(desk.ana)
    await poller.poll()
    order = await desk.ana.create()
    await desk.ana.create()
    await number()
    async with desk.database.sessions.begin() as session:
        await session.execute(
            text("DELETE FROM outbox WHERE position <= (SELECT position FROM outbox WHERE routing_key LIKE :key)"),
            {"key": f"%{order['id']}.created"},
        )

    body = await poller.poll()

    assert (body["resumed"], body["reason"], body["events"]) == (False, "too_old", [])
    assert (await poller.poll())["resumed"] is True


async def test_a_cursor_of_the_gateway_before_its_first_event_resumes_by_time(desk: Desk, number: Numbering) -> None:
    poller = Poller(desk.ana)
    poller.cursor = Cursor(None, 0, int(time.time() * 1000)).encode()
    order = await desk.ana.create()
    await number()

    body = await poller.poll()

    assert body["resumed"] is True
    assert order["id"] in poller.copies
    assert Cursor.decode(body["nextCursor"]).epoch


async def test_progress_and_what_services_say_to_one_another_stay_out(desk: Desk, number: Numbering) -> None:
    poller = Poller(desk.ana)
    await poller.poll()
    await desk.ana.upload(("a.pdf", b"%PDF-1.7\n" + desk.org.encode()))
    await number()

    keys = [event["key"].split(".")[2] for event in (await poller.poll())["events"]]

    assert keys == ["created", "document_added"]


NOW = datetime(2026, 11, 23, tzinfo=UTC)
MS = int(NOW.timestamp() * 1000)


@given(
    st.integers(0, 50),
    st.sampled_from(["here", "elsewhere"]),
    st.integers(0, 50),
    st.one_of(st.none(), st.integers(1, 50)),
    st.integers(-200_000_000, 20_000),
)
def test_a_promise_is_given_only_where_nothing_can_be_missing(
    position: int, epoch: str, last: int, earliest: int | None, age_ms: int
) -> None:
    """True means: the log is the cursor's, reaches to it, and nothing behind it was deleted."""
    if earliest is not None and earliest > last:
        earliest = None
    verdict = refusal(Cursor(epoch, position, MS + age_ms), Log("here", last, earliest, NOW))

    kept = set(range(earliest, last + 1)) if earliest else set()
    complete = epoch == "here" and position <= last and set(range(position + 1, last + 1)) <= kept
    in_time = -24 * 3600 * 1000 <= age_ms <= 10_000
    assert (verdict is None) == (complete and in_time)
    if verdict is ResumeFailure.EPOCH:
        assert epoch == "elsewhere"


@pytest.mark.parametrize("broken", ["headers = '{}'", "headers = '[]'", "data = 'no object'", r"data = '{\377}'"])
async def test_a_row_that_cannot_be_told_hides_no_other(desk: Desk, number: Numbering, broken: str) -> None:
    poller = Poller(desk.ana)
    await poller.poll()
    lost, kept = await desk.ana.create(), await desk.ana.create()
    await number()
    async with desk.database.sessions.begin() as session:
        await session.execute(
            text(f"UPDATE outbox SET {broken} WHERE routing_key LIKE :key"),
            {"key": f"%{lost['id']}.created"},
        )

    first = await poller.poll(limit=1)
    second = await poller.poll()

    assert (first["events"], first["more"]) == ([], True)
    assert [event["data"]["orderId"] for event in second["events"]] == [kept["id"]]
