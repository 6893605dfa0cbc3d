"""What an operator does by hand after a restore."""

from __future__ import annotations

from typing import TYPE_CHECKING

from orders.maintenance import new_epoch, read_documents_again

from .reading import extracted, failed, found, uploaded

if TYPE_CHECKING:
    from orders.settings import OrdersSettings

    from conftest import Desk


async def test_documents_that_were_being_read_are_asked_for_again(desk: Desk, settings: OrdersSettings) -> None:
    waiting, read, ended = await uploaded(desk, "a.pdf", "b.pdf", "c.pdf")
    await desk.results.handle(desk.delivery(failed(read)))
    await desk.ana.take(ended["orderId"], "reject", reason="not ours")

    asked = await read_documents_again(settings)

    assert asked >= 1
    attempts = {one["documentId"]: len(await desk.submissions(one["documentId"])) for one in (waiting, read, ended)}
    assert list(attempts.values()) == [2, 1, 1]
    await desk.results.handle(desk.delivery(extracted(waiting, found("reference", "A"), attempt=2)))
    order = (await desk.ana.get(f"/orders/{waiting['orderId']}")).json()
    assert (order["data"]["reference"], order["processing"]) == ("A", 0)


async def test_a_new_epoch_sends_every_cursor_back_to_the_state(desk: Desk, settings: OrdersSettings) -> None:
    cursor = (await desk.ana.get("/orders/changes")).json()["nextCursor"]
    before = (await desk.ana.get("/orders/changes", params={"cursor": cursor})).json()

    epoch = await new_epoch(settings)

    after = (await desk.ana.get("/orders/changes", params={"cursor": cursor})).json()
    assert before["resumed"] is True
    assert (after["resumed"], after["reason"]) == (False, "epoch")
    assert [row.epoch for row in await desk.rows("SELECT epoch FROM event_log")] == [epoch]
