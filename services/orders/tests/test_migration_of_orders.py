"""Orders that were there before a migration are found afterwards like new ones."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable
from typing import Any

import asyncpg
from freightwire.migrations import upgrade
from orders.__main__ import MIGRATIONS
from orders.commands.create import store_data
from orders.domain import order_data
from orders.storage.tables import OrderRow
from pydantic import SecretStr

STOPS = [
    {"id": "a", "kind": "loading", "date": "2026-11-25"},
    {"id": "b", "kind": "loading", "date": "2026-11-24"},
    {"id": "c", "kind": "unloading", "date": "2026-11-26"},
    {"id": "d", "kind": "unloading", "date": "2026-11-28"},
    {"id": "e", "kind": "unloading"},
]
SAMPLES: list[dict[str, Any]] = [
    {"client": {"name": "Iveria Trans SRL", "vatId": "ro18547290"}, "stops": STOPS},
    {"client": {"vatId": "RO1"}, "stops": STOPS[:2]},
    {},
]
INSERT = """
INSERT INTO orders (id, org, number, status, version, data, sources, overlays, acknowledged, search,
                    created_by, created_at, updated_at)
VALUES ($1, 'alpha', $1, 'draft', 1, $2, '{}', '{}', '[]', '', 'ana', now(), now())
"""


def test_columns_for_finding_are_filled_as_a_new_order_would_fill_them(make_database: Callable[[], str]) -> None:
    url = make_database()
    samples = [order_data.parse(data, new_item_id=lambda: "x") for data in SAMPLES]

    async def insert() -> None:
        connection = await asyncpg.connect(url.replace("+asyncpg", ""))
        for number, data in enumerate(samples):
            await connection.execute(INSERT, str(number), json.dumps(data))
        await connection.close()

    async def found() -> list[tuple[Any, ...]]:
        connection = await asyncpg.connect(url.replace("+asyncpg", ""))
        rows = await connection.fetch(
            "SELECT customer, customer_vat_id, loading_on, unloading_on FROM orders ORDER BY id"
        )
        await connection.close()
        return [tuple(row) for row in rows]

    upgrade(SecretStr(url), MIGRATIONS, "0001")
    asyncio.run(insert())
    upgrade(SecretStr(url), MIGRATIONS)

    expected = []
    for data in samples:
        order = OrderRow(number="")
        store_data(order, data)
        expected.append((order.customer, order.customer_vat_id, order.loading_on, order.unloading_on))
    assert asyncio.run(found()) == expected
