"""Kill anything at any moment: what was committed is delivered, once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from io import BytesIO

import httpx
from freightwire.testing import eventually
from freightwire.testing.proxy import TcpProxy
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from tests.support.delivered import assert_all_delivered_once
from tests.support.desk import Desk, is_read, of_order, stages, versions
from tests.support.load import load
from tests.support.system import Service, System

PAGES = 190
LINES = 55


def long_order() -> bytes:
    """A transport order with very many pages of terms, so that reading it takes a while."""
    target = BytesIO()
    canvas = Canvas(target, pagesize=A4)
    for page in range(PAGES):
        for line in range(LINES):
            canvas.drawString(
                50, 800 - 13 * line, f"Comanda de transport, conditii generale, art. {page}.{line}: transportatorul"
            )
        canvas.showPage()
    canvas.save()
    return target.getvalue()


async def in_flight(service: Service) -> bool:
    """Whether an ai-processor is reading a document."""
    async with httpx.AsyncClient() as client:
        metrics = (await client.get(f"{service.url}/metrics")).text
    return 'freightwire_consumer_in_flight{queue="ai.documents"} 1.0' in metrics


async def test_another_ai_processor_takes_over_from_one_that_was_killed(
    make_system: Callable[..., System], amqp_url: str
) -> None:
    async with make_system(amqp_url) as system:
        readers = [system["ai-processor"], system.another("ai-processor")]
        await readers[1].start()
        desk = Desk(system)
        watcher = await desk.watch("order.#")
        order, document = await desk.send(long_order())
        await watcher.until(lambda: "text" in stages(watcher.events, order))
        busy = [reader for reader in readers if await in_flight(reader)]
        assert len(busy) == 1, "the document was read before the kill"
        await busy[0].kill()
        await watcher.until(lambda: is_read(order)(watcher.events))
        begun = [
            event
            for event in of_order(watcher.events, order, "order:ai_processing")
            if event["data"]["stage"] == "received"
        ]
        assert len(begun) == 2
        state = (await desk.http.get(f"/documents/{document}")).json()["state"]
        assert state == "read"
        # A change after it proves that nothing of the result is still on its way.
        await desk.patch(order, {"instructions": "after"})
        final = (await desk.order(order))["version"]
        await watcher.until(lambda: final in versions(watcher.events, order))
        assert versions(watcher.events, order) == list(range(1, final + 1))
        assert len(of_order(watcher.events, order, "order:validation_complete")) == 1
        await watcher.leave()


async def test_orders_killed_between_commit_and_publish_still_tells_once(
    make_system: Callable[..., System], amqp_url: str, tcp_proxy: Callable[[str], Awaitable[TcpProxy]]
) -> None:
    system = make_system(amqp_url)
    proxy = await tcp_proxy(amqp_url)
    orders = system["orders"]
    orders.environment["FREIGHTWIRE_AMQP_URL"] = proxy.url(amqp_url)
    async with system:
        desk = Desk(system)
        watcher = await desk.watch("order.#")
        first = await desk.create("BEFORE")
        await watcher.until(lambda: bool(of_order(watcher.events, first)))
        proxy.stall()  # the commit is taken, and its event has nowhere to go
        second = await desk.create("BETWEEN")
        await desk.patch(first, {"instructions": "between"})
        await orders.kill()
        assert not of_order(watcher.events, second)
        proxy.reset()
        proxy.mend()
        await orders.start()
        await watcher.until(lambda: bool(of_order(watcher.events, second)) and 2 in versions(watcher.events, first))
        last = await desk.create("AFTER")
        await watcher.until(lambda: bool(of_order(watcher.events, last)))
        assert versions(watcher.events, first) == [1, 2]
        assert versions(watcher.events, second) == [1]
        await watcher.leave()


async def test_orders_killed_again_and_again_under_load_loses_and_doubles_nothing(
    make_system: Callable[..., System], amqp_url: str
) -> None:
    async with make_system(amqp_url) as system:
        desk = Desk(system)
        watcher = await desk.watch("order.#")
        async with load(desk) as work:
            for _ in range(4):
                before = work.commands
                await eventually(lambda: work.commands > before + 40)  # noqa: B023  (awaited at once)
                await system["orders"].kill()
                await system["orders"].start()
            before = work.commands
            await eventually(lambda: work.commands > before + 40)
        assert work.refused > 0, "the kills were not noticed"
        await assert_all_delivered_once(desk, watcher, work.committed)
        await watcher.leave()


async def test_a_stopping_orders_service_answers_what_it_has_begun(
    make_system: Callable[..., System], amqp_url: str
) -> None:
    async with make_system(amqp_url) as system:
        desk = Desk(system)
        watcher = await desk.watch("order.#")
        async with load(desk) as work:
            await eventually(lambda: work.commands > 20)
            await system["orders"].stop()
            assert system["orders"].process is not None
            assert system["orders"].process.returncode == 0
            await system["orders"].start()
        await assert_all_delivered_once(desk, watcher, work.committed)
        await watcher.leave()
