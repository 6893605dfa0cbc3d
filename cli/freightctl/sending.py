"""Sending documents and following them, over REST and WebSocket like any other client."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from freightwire_client import Event, FreightwireError, Lost, Notice, Reload, Started, Subscription

from freightctl.failures import Failure
from freightctl.gateway import connection
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
    shipment, lost = Shipment(), _LastLoss(on_notice)
    client = connection(desk.gateway_url, desk.token, lost.tell)
    async with OrdersClient(desk.orders_url, desk.token) as orders, client:
        subscription = client.subscribe(f"order.{order}.#" if order else "order.#")
        try:
            await _live(subscription, lost)  # first, so that no event of the upload can be missed
            shipment.announce(await orders.upload(files, order=order))
            on_change(shipment)
            while not shipment.is_done:
                match await anext(subscription):
                    case Event() as event if shipment.take(json.loads(event.raw)) is not None:
                        on_change(shipment)
                    case Reload():
                        await _catch_up(orders, shipment)
                        on_change(shipment)
        except FreightwireError as error:
            raise Failure(str(error)) from error
    return shipment


class _LastLoss:
    """Why there is no connection, for whoever waits for one."""

    def __init__(self, on_notice: Callable[[str], None]) -> None:
        self.reason = "no answer"
        self._on_notice = on_notice
        self._was_live = False

    def tell(self, notice: Notice) -> None:
        match notice:
            case Started():
                self._was_live = True
            case Lost(reason=reason):
                self.reason = reason
                if self._was_live:
                    self._on_notice(f"connection lost: {reason}")


async def _live(subscription: Subscription, lost: _LastLoss) -> None:
    try:
        async with asyncio.timeout(CONNECT_SECONDS):
            await subscription.ready()
    except TimeoutError as error:
        raise Failure(f"the gateway does not answer: {lost.reason}") from error


async def _catch_up(orders: OrdersClient, shipment: Shipment) -> None:
    """Events may have been missed: the state is read instead."""
    for document in shipment.waiting():
        if document.document_id is not None:
            shipment.settle(document, await orders.document(document.document_id))
