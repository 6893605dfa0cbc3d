"""The Python client against the whole system."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from freightwire.events.orders import OrderCreated, OrderUpdated
from freightwire.local_servers.ports import free_port
from freightwire.testing import eventually
from freightwire_client import Event, FreightwireClient, Options, OrdersChanges, State

if TYPE_CHECKING:
    from tests.support.desk import Desk
    from tests.support.system import System

PATIENCE = 60


async def test_without_any_gateway_orders_are_followed_by_polling(system: System, desk: Desk) -> None:
    """Where no gateway can be had, the orders service is asked, and what it tells are the same events."""
    nowhere = f"http://127.0.0.1:{free_port()}"
    quick = Options(first_delay=0.05, delay_limit=0.2, changes_interval=0.1)
    changes = OrdersChanges(system["orders"].url)
    async with FreightwireClient(nowhere, desk.bearer, changes=changes, options=quick) as client:
        subscription = client.subscribe("order.#")
        await eventually(lambda: client.state is State.FALLBACK, PATIENCE)
        order = await desk.create("POLLED-1")
        await desk.patch(order, {"instructions": "Ring first."})
        async with asyncio.timeout(PATIENCE):
            created, updated = [await anext(subscription), await anext(subscription)]
        assert isinstance(created, Event)
        assert isinstance(updated, Event)
        assert (created.order_id, created.version, updated.version) == (order, 1, 2)
        assert isinstance(created.body, OrderCreated)
        assert isinstance(updated.body, OrderUpdated)
        assert updated.body.changes == {"instructions": "Ring first."}
