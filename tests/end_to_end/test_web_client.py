"""The TypeScript client and store against the real system."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any

import pytest

from tests.support.desk import Desk
from tests.support.page import Line, Page
from tests.support.system import System

pytestmark = pytest.mark.end_to_end


async def live(page: Page) -> None:
    """Wait until the page is connected and has loaded."""
    await page.told("loading", "ready")


async def same_as_server(page: Page, desk: Desk, order_ids: list[str]) -> Line:
    """Wait until the page shows these orders as the server does."""
    truth = {order_id: await desk.order(order_id) for order_id in order_ids}

    def agrees(dump: Line) -> bool:
        shown: dict[str, Any] = dump["orders"]
        return all(
            shown.get(order_id, {}).get(name) == order[name]
            for order_id, order in truth.items()
            for name in ("version", "status", "data", "processing", "updatedAt")
        )

    return await page.dump_where(agrees)


async def test_what_was_there_is_loaded_and_what_happens_arrives(system: System, desk: Desk, driver: Path) -> None:
    before = await desk.create("before")
    async with Page(driver, system) as page:
        await live(page)
        await page.told("status", "connected")
        after = await desk.create("after")
        await desk.patch(after, {"client": {"name": "Iveria"}, "stops": [{"city": "Cluj"}]})
        await desk.patch(before, {"reference": "changed"})
        dump = await same_as_server(page, desk, [before, after])
    assert [event["version"] for event in page.events(after)] == [1, 2]
    assert dump["drift"]["found"] == 0


async def test_nothing_is_lost_or_doubled_when_the_gateway_is_killed(system: System, desk: Desk, driver: Path) -> None:
    async with Page(driver, system, transports="websocket") as page:
        await live(page)
        order_ids: list[str] = []

        async def work(number: int) -> None:
            order_id = await desk.create(f"killed-{number}")
            order_ids.append(order_id)
            for step in range(3):
                await desk.patch(order_id, {"reference": f"killed-{number}-{step}"})

        for attempt in range(2):
            working = asyncio.gather(*(work(attempt * 10 + number) for number in range(10)))
            mark = len(page.lines)
            await system["gateway"].kill()
            await page.told("status", "reconnecting", after=mark)
            await system["gateway"].start()
            await working
            await page.told("status", "connected", after=mark)
        dump = await same_as_server(page, desk, order_ids)

    assert len(order_ids) == 20
    for order_id in order_ids:
        assert [event["version"] for event in page.events(order_id)] == [1, 2, 3, 4]
    assert [line["resync"] for line in page.lines if "resync" in line] == ["start"]
    assert dump["drift"]["found"] == 0


@pytest.mark.parametrize("transport", ["websocket", "sse", "longpoll", "rest"])
async def test_over_every_transport(system: System, desk: Desk, driver: Path, transport: str) -> None:
    async with Page(driver, system, transports=transport) as page:
        await live(page)
        order_id = await desk.create(transport)
        for step in range(5):
            await desk.patch(order_id, {"reference": f"{transport}-{step}"})
        await same_as_server(page, desk, [order_id])
    assert [event["version"] for event in page.events(order_id)] == [1, 2, 3, 4, 5, 6]
    assert [line["resync"] for line in page.lines if "resync" in line] == ["start"]


async def test_without_a_gateway_the_orders_service_is_polled_until_it_is_back(
    system: System, desk: Desk, driver: Path
) -> None:
    async with Page(driver, system) as page:
        await live(page)
        order_id = await desk.create("fallback")
        await page.until(lambda _: page.events(order_id))
        await system["gateway"].kill()
        try:
            await desk.patch(order_id, {"reference": "while it is lost"})
            await page.told("transport", "rest")
            await desk.patch(order_id, {"reference": "while it is polled"})
            await same_as_server(page, desk, [order_id])
        finally:
            await system["gateway"].start()
        mark = len(page.lines)
        await desk.patch(order_id, {"reference": "before it is back"})
        await page.do("wake")
        await page.told("transport", "websocket", after=mark)
        await desk.patch(order_id, {"reference": "live again"})
        dump = await same_as_server(page, desk, [order_id])
    # A gateway that has just started may know too little of the log to promise that there is no hole: then the page has
    # loaded, instead of being told one by one.
    told = [event["version"] for event in page.events(order_id)]
    assert told == sorted(set(told))
    if "too_old" not in [line.get("resync") for line in page.lines]:
        assert told == [1, 2, 3, 4, 5]
    assert dump["drift"]["found"] == 0


async def test_an_edit_is_shown_at_once_confirmed_and_seen_by_others(system: System, desk: Desk, driver: Path) -> None:
    order_id = await desk.create("edit")
    async with Page(driver, system) as ana, Page(driver, system, user="mihai") as mihai:
        await live(ana)
        await live(mihai)
        await ana.do("update", orderId=order_id, patch={"client": {"name": "Iveria"}})
        await ana.do("update", orderId=order_id, patch={"client": {"name": "Iveria SRL", "phone": "+40 721"}})
        await mihai.do("update", orderId=order_id, patch={"instructions": "Call first."})
        for page in (ana, mihai):
            await page.dump_where(lambda dump: not dump["queue"])
            await page.dump_where(lambda dump: len(dump["orders"][order_id]["data"]["client"]) == 2)
            await page.dump_where(lambda dump: "instructions" in dump["orders"][order_id]["data"])
            dump = await same_as_server(page, desk, [order_id])
            assert dump["orders"][order_id]["data"]["client"] == {"name": "Iveria SRL", "phone": "+40 721"}
            assert dump["orders"][order_id]["data"]["instructions"] == "Call first."
            assert dump["drift"]["found"] == 0


async def test_an_edit_of_what_somebody_else_changed_is_undone_with_the_reason(
    system: System, desk: Desk, driver: Path
) -> None:
    order_id = await desk.create("conflict")
    async with Page(driver, system) as ana, Page(driver, system, user="mihai") as mihai:
        await live(ana)
        await live(mihai)
        await asyncio.gather(
            ana.do("update", orderId=order_id, patch={"reference": "by ana"}),
            mihai.do("update", orderId=order_id, patch={"reference": "by mihai"}),
        )
        outcomes = [
            await page.until(lambda lines: next((x for x in lines if "updated" in x or "rejected" in x), None))
            for page in (ana, mihai)
        ]
        won = [outcome for outcome in outcomes if "updated" in outcome]
        for page in (ana, mihai):
            await same_as_server(page, desk, [order_id])
    # Whoever saw the other's change first overwrote it knowingly; otherwise one was refused.
    refused = [outcome["rejected"]["reason"] for outcome in outcomes if "rejected" in outcome]
    assert won
    for reason in refused:
        assert reason["code"] == "edit_conflict"
        assert [field["field"] for field in reason["conflicts"]] == ["reference"]


async def test_users_see_one_another_in_an_order(system: System, desk: Desk, driver: Path) -> None:
    order_id = await desk.create("presence")
    async with Page(driver, system) as ana, Page(driver, system, user="mihai", transports="websocket") as mihai:
        await live(ana)
        await mihai.do("enter", orderId=order_id)
        await live(mihai)
        await ana.do("enter", orderId=order_id)
        for page in (ana, mihai):
            await page.until(
                lambda lines: any(
                    line["orderId"] == order_id and [user["userId"] for user in line["presence"]] == ["ana", "mihai"]
                    for line in lines
                    if "presence" in line
                )
            )


async def test_what_waits_in_a_durable_queue_comes_also_to_a_page_that_was_closed(
    system: System, desk: Desk, driver: Path
) -> None:
    order_id = await desk.create("queue")

    async def collide(number: int) -> None:
        """Have the author told of a conflict."""
        patch = {"reference": f"queue-{number}"}
        assert (await desk.patch(order_id, patch)).status_code == 200
        headers = {"If-Match": '"1"', "Content-Type": "application/merge-patch+json"}
        answer = await desk.http.patch(f"/orders/{order_id}", json={"reference": "late"}, headers=headers)
        assert answer.status_code == 409

    async with Page(driver, system) as page:
        await live(page)
        await page.do("queue")
        await page.told("state", "open")
        await collide(1)
        assert (await page.told("queued"))["queued"] == "order:conflict"
        # Only what was acknowledged is gone: with one more the acknowledgement of the first has been carried out.
        await collide(2)
        await page.until(lambda lines: len([line for line in lines if "queued" in line]) == 2)
    await collide(3)
    async with Page(driver, system) as page:
        await live(page)
        await page.do("queue")
        # The second may come once more before it: its page closed perhaps before acknowledging. The first does not.
        seen = await page.until(
            lambda lines: (
                versions
                if 4 in (versions := [line["data"]["currentVersion"] for line in lines if "queued" in line])
                else None
            )
        )
    assert seen in ([4], [3, 4])
