"""The broker goes away under load, for longer than any retry, and comes back."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

import httpx
import pytest
from freightwire.testing import eventually
from freightwire.testing.broker import StoppableBroker

from tests.support.delivered import assert_all_delivered_once
from tests.support.desk import SAMPLE_NAMES, Desk, is_read, pdf
from tests.support.load import load
from tests.support.system import System

OUTAGE_SECONDS = 20


@pytest.mark.parametrize("way", ["stop", "kill"])
async def test_what_is_committed_during_an_outage_of_the_broker_is_delivered_once(
    make_system: Callable[..., System], broker_server: StoppableBroker, way: str
) -> None:
    # Longer than the outage and the broker's start, so that the sessions live through it.
    async with make_system(broker_server.url, gateway_broker_grace_seconds="120") as system:
        desk = Desk(system)
        watcher = await desk.watch("order.#")
        async with load(desk, dispatchers=2) as work:
            await eventually(lambda: work.commands > 30)
            await (broker_server.stop() if way == "stop" else broker_server.kill())
            before = work.commands
            await asyncio.sleep(OUTAGE_SECONDS)  # the outage itself, as long as it is asked to be
            assert work.commands > before, "REST must go on committing without a broker"
            assert not await system["orders"].is_ready()
            assert not await system["gateway"].is_ready()
            await broker_server.start()
            before = work.commands
            await eventually(lambda: work.commands > before + 30)
        await assert_all_delivered_once(desk, watcher, work.committed)
        assert not [other for other in watcher.others if "reset" in other]
        order, _ = await desk.send(pdf(SAMPLE_NAMES[0]))
        await watcher.until(lambda: is_read(order)(watcher.events))
        await watcher.leave()
        for service in system.services.values():
            await eventually(service.is_ready, 30)


async def test_without_a_broker_services_start_wait_and_say_so(
    make_system: Callable[..., System], broker_server: StoppableBroker
) -> None:
    await broker_server.stop()
    system = make_system(broker_server.url)
    await system.migrate()
    try:
        for service in system.services.values():
            await service.start(wait=False)
        desk = Desk(system)
        order = await eventually(lambda: create_when_up(desk), 30)
        assert order is not None
        for service in system.services.values():
            assert not await service.is_ready()
        await broker_server.start()
        for service in system.services.values():
            await service.until_ready()
        watcher = await desk.watch("order.#")
        await desk.patch(order, {"instructions": "now"})
        await watcher.until(lambda: any(event["version"] == 2 for event in watcher.events))
        await watcher.leave()
    finally:
        await system.stop()


async def create_when_up(desk: Desk) -> str | None:
    try:
        return await desk.create("NO-BROKER")
    except httpx.TransportError:
        return None
