"""How PostgreSQL goes about the queries behind lists, search and changes, on the full table."""

from __future__ import annotations

import asyncpg
from freightwire.events.orders import OrderStatus
from orders.storage.listing import OrderFilter, Sort, page_query
from orders.storage.tables import OrderRow
from sqlalchemy import select
from sqlalchemy.dialects import postgresql

from tests.bench.orders.dispatchers import ORG

LISTS: dict[str, tuple[OrderFilter, Sort]] = {
    "newest": (OrderFilter(), Sort.CREATED_FALLING),
    "last changed": (OrderFilter(), Sort.UPDATED_FALLING),
    "by status": (OrderFilter(statuses=(OrderStatus.DRAFT, OrderStatus.CONFIRMED)), Sort.CREATED_FALLING),
    "mine by status": (OrderFilter(assignee="user7", statuses=(OrderStatus.CONFIRMED,)), Sort.CREATED_FALLING),
    "one reference": (OrderFilter(text="CT/777777"), Sort.CREATED_FALLING),
    "a plate": (OrderFilter(text="CJ15H"), Sort.CREATED_FALLING),
    "a firm": (OrderFilter(customer="Iveria 120"), Sort.CREATED_FALLING),
    "a frequent word": (OrderFilter(text="Wien"), Sort.CREATED_FALLING),
    "nothing": (OrderFilter(text="zzzzzz"), Sort.CREATED_FALLING),
    "two letters": (OrderFilter(text="zz"), Sort.CREATED_FALLING),
}
CHANGES = (
    "SELECT * FROM outbox WHERE position > (SELECT last_position - 300 FROM event_log)"
    f" AND routing_key LIKE '{ORG}.order.%' AND NOT headers ? 'cloudEvents_conflationkey'"
    " ORDER BY position, seq LIMIT 501"
)


def statements() -> dict[str, str]:
    """The queries by name, as SQL with their values."""
    result = {}
    for name, (narrowed, sort) in LISTS.items():
        query = page_query(select(OrderRow).where(OrderRow.org == ORG), narrowed, sort, None).limit(51)
        dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
        result[name] = str(query.compile(dialect=dialect, compile_kwargs={"literal_binds": True})).replace("%%", "%")
    return result | {"changes": CHANGES}


async def plans(database_url: str) -> dict[str, str]:
    """``EXPLAIN (ANALYZE, BUFFERS)`` of each query, run twice so that what it needs is in memory."""
    connection = await asyncpg.connect(database_url.replace("+asyncpg", ""))
    try:
        result = {}
        for name, statement in statements().items():
            await connection.fetch(statement)
            rows = await connection.fetch(f"EXPLAIN (ANALYZE, BUFFERS, COSTS OFF) {statement}")
            result[name] = "\n".join(row[0] for row in rows)
        return result
    finally:
        await connection.close()
