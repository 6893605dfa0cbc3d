"""Commands in a second on one process, against the same writes in bare transactions."""

from __future__ import annotations

import asyncio
import itertools
import json
import uuid
from typing import Any

import asyncpg

from tests.bench.orders.dispatchers import ORG
from tests.bench.orders.wire import Line
from tests.support.system import token

LINES = 16


async def commands_per_second(port: int, seconds: float) -> float:
    """PATCH requests that one orders process commits, each connection on an order of its own."""
    lines = [await Line.open(port, token(ORG, f"load{number}", ("dispatcher",))) for number in range(LINES)]
    orders = [(await line.post("/orders", {"data": {}})).json()["id"] for line in lines]
    numbers = itertools.count()

    async def change(worker: int) -> None:
        answer = await lines[worker].patch(orders[worker], {"instructions": f"change {next(numbers)}"})
        if answer.status != 200:
            raise RuntimeError(f"{answer.status} {answer.body[:200]!r}")

    rate = await _rate(change, seconds)
    for line in lines:
        line.close()
    return rate


async def bare_transactions_per_second(database_url: str, seconds: float) -> float:
    """What PostgreSQL does of the same: lock and read the order, change it, note its history and its event, commit."""
    pool = await asyncpg.create_pool(database_url.replace("+asyncpg", ""), min_size=LINES, max_size=LINES)
    rows = await pool.fetch("SELECT id FROM orders WHERE org = $1 ORDER BY id DESC LIMIT $2", ORG, LINES)
    headers = json.dumps({f"cloudEvents_{name}": "x" * 36 for name in ("id", "type", "source", "org", "time", "actor")})

    async def change(worker: int) -> None:
        order = rows[worker]["id"]
        async with pool.acquire() as connection, connection.transaction():
            row = await connection.fetchrow("SELECT * FROM orders WHERE id = $1 FOR UPDATE", order)
            data = json.loads(row["data"]) | {"instructions": str(row["version"])}
            await connection.execute(
                "UPDATE orders SET version = version + 1, data = $2, updated_at = now() WHERE id = $1",
                order,
                json.dumps(data),
            )
            await connection.execute(
                "INSERT INTO order_history (order_id, version, org, event_id, type, actor, at, payload, undo)"
                " VALUES ($1, $2, $3, $4, 'order:updated', 'ana', now(), $5, $5)",
                order,
                row["version"] + 1,
                ORG,
                str(uuid.uuid4()),
                '{"changes": {"instructions": "x"}}',
            )
            await connection.execute(
                "INSERT INTO outbox (id, aggregate, routing_key, headers, data, published_at, position)"
                " VALUES ($1, $2, $2, $3, $4, NULL, NULL)",
                uuid.uuid4(),
                f"bare.order.{order}",
                headers,
                b'{"changes": {"instructions": "x"}}',
            )

    try:
        return await _rate(change, seconds)
    finally:
        await pool.close()


async def _rate(change: Any, seconds: float) -> float:
    clock = asyncio.get_running_loop().time
    done = 0
    began = clock()

    async def worker(number: int) -> None:
        nonlocal done
        while clock() < began + seconds:
            await change(number)
            done += 1

    await asyncio.gather(*(worker(number) for number in range(LINES)))
    return done / (clock() - began)
