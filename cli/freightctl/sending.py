"""Sending documents and following them, over REST and WebSocket like any other client."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import aclosing
from dataclasses import dataclass
from pathlib import Path

from freightctl.failures import Failure
from freightctl.gateway import Connected, Disconnected, GatewayClient, GatewayRefusedError, Item, Pushed, Reset
from freightctl.orders import OrdersClient
from freightctl.progress import Shipment

CONNECT_SECONDS = 60


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """Where a person works: both services, and a token that is valid when asked for."""

    orders_url: str
    gateway_url: str
    token: Callable[[], str]


async def send(
    desk: Desk,
    files: Sequence[Path],
    *,
    order: str | None = None,
    on_change: Callable[[Shipment], None] = lambda _: None,
    on_notice: Callable[[str], None] = lambda _: None,
) -> Shipment:
    """Upload ``files`` and follow them until each has been read, has failed or was refused.

    Args:
        order: an existing order that they belong to; without it each becomes an order.
        on_change: told after every event about one of them.
        on_notice: told when the connection breaks.

    Raises:
        Failure: a service cannot be reached or refuses; a file cannot be read.
    """
    shipment = Shipment()
    client = GatewayClient(desk.gateway_url, desk.token, [f"order.{order}.#" if order else "order.#"])
    async with OrdersClient(desk.orders_url, desk.token) as orders, aclosing(client.items()) as items:
        await _connected(items)  # first, so that no event of the upload can be missed
        shipment.announce(await orders.upload(files, order=order))
        on_change(shipment)
        try:
            while not shipment.is_done:
                match await anext(items):
                    case Pushed(event=event) if shipment.take(event) is not None:
                        on_change(shipment)
                    case Connected(resumed=False) | Reset():
                        await _catch_up(orders, shipment)
                        on_change(shipment)
                    case Disconnected(reason=reason):
                        on_notice(f"connection lost: {reason}")
        except GatewayRefusedError as error:
            raise Failure(str(error)) from error
    return shipment


async def _connected(items: AsyncIterator[Item]) -> None:
    last = "no answer"
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            async for item in items:
                if isinstance(item, Connected):
                    return
                if isinstance(item, Disconnected):
                    last = item.reason
    except TimeoutError as error:
        raise Failure(f"the gateway does not answer: {last}") from error
    except GatewayRefusedError as error:
        raise Failure(str(error)) from error


async def _catch_up(orders: OrdersClient, shipment: Shipment) -> None:
    """Events may have been missed: the state is read instead."""
    for document in shipment.waiting():
        if document.document_id is not None:
            shipment.settle(document, await orders.document(document.document_id))
