"""Order numbers: each once, in turn, and nobody waits for one."""

from __future__ import annotations

import asyncio
import re
from typing import TYPE_CHECKING

from orders.commands.create import create_order
from orders.domain import order_data
from orders.storage.work import By, working

if TYPE_CHECKING:
    from conftest import Desk


async def test_numbers_count_from_one_in_every_organisation_and_year(desk: Desk) -> None:
    taken = [await desk.numbers.take(desk.org, year) for year in (2025, 2025, 2026)]
    other = await desk.numbers.take(f"{desk.org}-2", 2025)

    assert taken == ["FW-2025-000001", "FW-2025-000002", "FW-2026-000001"]
    assert other == "FW-2025-000001"


async def test_many_who_create_at_once_get_all_numbers_and_each_once(desk: Desk) -> None:
    orders = await asyncio.gather(*(desk.ana.create() for _ in range(60)))

    numbers = sorted(order["number"] for order in orders)
    assert [int(number[-6:]) for number in numbers] == list(range(1, 61))
    assert all(re.fullmatch(r"FW-\d{4}-\d{6}", number) for number in numbers)


async def test_a_command_that_takes_its_time_holds_nobody_up(desk: Desk) -> None:
    async with working(desk.database.sessions, By(desk.org, "ana")) as work:
        slow = await create_order(work, desk.numbers, order_data.empty(), user="ana")
        await work.settle()
        quick = await desk.ana.create()

    assert quick["number"] > slow.number
    assert (await desk.ana.get(f"/orders/{slow.id}")).json()["number"] == slow.number


async def test_a_command_that_is_refused_takes_no_number(desk: Desk) -> None:
    data = {"reference": "R-1", "client": {"name": "Iveria Trans SRL"}}
    first = await desk.ana.create(data)
    assert (await desk.ana.post("/orders", {"data": data})).status_code == 409

    assert int((await desk.ana.create())["number"][-6:]) == int(first["number"][-6:]) + 1
