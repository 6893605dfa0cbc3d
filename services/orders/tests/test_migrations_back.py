"""Every revision leads forward and back with rows in the tables, and what was there before it is there after it."""

from __future__ import annotations

import asyncio
import json
from typing import TYPE_CHECKING, Any

import asyncpg
import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from freightwire.migrations import downgrade, revisions, upgrade
from freightwire.outbox import OutboxBase
from hypothesis import given
from hypothesis import strategies as st
from orders.__main__ import MIGRATIONS
from orders.domain import order_data
from orders.domain.folding import folded
from orders.storage.tables import Base
from pydantic import SecretStr
from sqlalchemy import text
from sqlalchemy.ext.asyncio import create_async_engine

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy import Connection

SEARCH = "fw-1\nîntreprinderea șoimul\niași"
ROWS = [
    "INSERT INTO orders (id, org, number, status, version, data, sources, overlays, acknowledged, search, created_by,"
    " created_at, updated_at) VALUES ('o1', 'a', 'FW-1', 'draft', 1, $1, '{}', '{}', '[]', $2, 'ana', now(), now())",
    "INSERT INTO order_history (order_id, version, org, event_id, type, at, payload)"
    " VALUES ('o1', 1, 'a', 'e', 'order:created', now(), '{}')",
    "INSERT INTO documents (id, org, order_id, batch_id, object_key, file_name, content_type, size, sha256, state,"
    " attempt, uploaded_by, created_at, updated_at)"
    " VALUES ('d1', 'a', 'o1', 'b1', 'k', 'n', 't', 1, 's', 'read', 1, 'ana', now(), now())",
    "INSERT INTO order_numbers (org, year, last) VALUES ('a', 2026, 1)",
    'INSERT INTO idempotency_keys (org, "user", key, request_hash, status, headers, body, created_at)'
    " VALUES ('a', 'ana', 'k', 'h', 200, '{}', '', now())",
    "INSERT INTO outbox (id, aggregate, routing_key, headers, data)"
    " VALUES (gen_random_uuid(), 'a.order.o1', 'a.order.o1.created', '{}', 'x')",
    "INSERT INTO inbox (consumer, event_id) VALUES ('c', gen_random_uuid())",
]
LATER_ROWS = {
    "0020": [
        "INSERT INTO batches (org, id, due) VALUES ('a', 'b1', false)",
        "INSERT INTO labels (id, org, order_id, document_id, attempt, path, order_path, outcome, values, confidence,"
        " by, at) VALUES ('l1', 'a', 'o1', 'd1', 1, 'p', 'p', 'corrected', '{}', 1, 'ana', now())",
    ]
}
TABLES = ("orders", "order_history", "documents", "order_numbers", "idempotency_keys", "outbox", "inbox", "event_log")


async def run(url: str, statement: str, *values: Any) -> list[Any]:
    connection = await asyncpg.connect(url.replace("+asyncpg", ""))
    try:
        return list(await connection.fetch(statement, *values))
    finally:
        await connection.close()


def counts(url: str) -> dict[str, int]:
    rows = {table: asyncio.run(run(url, f"SELECT count(*) AS n FROM {table}")) for table in TABLES}
    return {table: found[0]["n"] for table, found in rows.items()}


def differences(url: str) -> list[object]:
    def compare(connection: Connection) -> list[object]:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        return list(compare_metadata(context, [Base.metadata, OutboxBase.metadata]))

    async def connected() -> list[object]:
        engine = create_async_engine(url)
        async with engine.connect() as connection:
            found = await connection.run_sync(compare)
        await engine.dispose()
        return found

    return asyncio.run(connected())


def test_every_step_forward_and_back_keeps_what_was_there(make_database: Callable[[], str]) -> None:
    url = make_database()
    secret = SecretStr(url)
    first, *later = revisions(MIGRATIONS)
    upgrade(secret, MIGRATIONS, first)
    data = json.dumps(order_data.parse({"client": {"name": "Întreprinderea Șoimul"}}, new_item_id=str))
    asyncio.run(run(url, ROWS[0], data, SEARCH))
    for statement in ROWS[1:]:
        asyncio.run(run(url, statement))
    before = counts(url)
    assert set(before.values()) == {1}

    for last, revision in zip([first, *later], later, strict=False):
        upgrade(secret, MIGRATIONS, revision)
        for statement in LATER_ROWS.get(revision, []):
            asyncio.run(run(url, statement))
        downgrade(secret, MIGRATIONS, last)
        assert counts(url) == before, revision
        upgrade(secret, MIGRATIONS, revision)
        assert counts(url) == before, revision

    assert differences(url) == []
    [order] = asyncio.run(run(url, "SELECT search, customer FROM orders"))
    assert (order["search"], order["customer"]) == (f"\n{folded(SEARCH)}", "intreprinderea soimul")
    downgrade(secret, MIGRATIONS, first)
    assert counts(url) == before
    downgrade(secret, MIGRATIONS, "base")
    assert asyncio.run(run(url, "SELECT 1 FROM pg_class WHERE relname = 'orders'")) == []
    upgrade(secret, MIGRATIONS)
    assert differences(url) == []


@pytest.mark.parametrize(
    "word", ["Șoimul ȘI țara", "Brașov ÎÂ", "Straße", "Łódź", "ÉCOLE", "Şcoala", "ﬁne", "İstanbul"]
)
async def test_the_database_folds_as_we_do(database_url: str, word: str) -> None:
    engine = create_async_engine(database_url)
    statement = r"SELECT regexp_replace(lower(normalize(:word, NFKD)), '[\u0300-\u036F]', '', 'g')"
    async with engine.connect() as connection:
        assert await connection.scalar(text(statement), {"word": word}) == folded(word)
    await engine.dispose()


@given(st.text("aăâîșțşţ ĂÂÎȘȚ-1ß", max_size=20))
def test_what_is_folded_stays(word: str) -> None:
    assert folded(folded(word)) == folded(word)
    assert folded(word.upper()) == folded(word) or "ß" in word
