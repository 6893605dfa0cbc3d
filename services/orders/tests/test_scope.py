"""No query sees rows of another organisation, whatever it was written like."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from freightwire.events.base import now
from freightwire.identifiers import new_id
from orders.storage.scope import EVERYWHERE, OutOfScopeError, Scope, set_scope
from orders.storage.tables import (
    BatchRow,
    DocumentRow,
    HistoryRow,
    IdempotencyRow,
    LabelRow,
    NumberRow,
    OfOrganisation,
    OrderRow,
    RefusalRow,
)
from sqlalchemy import delete, func, select, update
from sqlalchemy.orm import aliased

from .reading import extracted, found, uploaded

if TYPE_CHECKING:
    from conftest import Desk

PDF = b"%PDF-1.7\n"
ROWS = [BatchRow, DocumentRow, HistoryRow, IdempotencyRow, LabelRow, NumberRow, OrderRow, RefusalRow]


def test_every_table_of_an_organisation_is_under_the_scope() -> None:
    """A new table with an organisation takes part, or this fails."""
    tables = OrderRow.metadata.tables.values()
    mapped = {
        mapper.local_table.name for mapper in OrderRow.registry.mappers if issubclass(mapper.class_, OfOrganisation)
    }

    assert {table.name for table in tables if "org" in table.columns} == mapped
    assert mapped == {row.__tablename__ for row in ROWS}


async def fill(desk: Desk) -> dict[str, Any]:
    order = await desk.ana.create({}, **{"Idempotency-Key": "k"})
    answer = await desk.ana.upload(("a.pdf", PDF + desk.org.encode()), path=f"/orders/{order['id']}/documents")
    assert answer.status_code == 201
    assert (await desk.person("viewer").patch(order["id"], {}, 1)).status_code == 403
    [read] = await uploaded(desk, "read.pdf")
    await desk.results.handle(desk.delivery(extracted(read, found("instructions", "wrong"))))
    assert (await desk.ana.patch(read["orderId"], {"instructions": "right"}, None, **{"If-Match": "*"})).is_success
    return order


@pytest.mark.parametrize("row", ROWS)
async def test_a_careless_query_sees_its_own_organisation_only(desk: Desk, row: Any) -> None:
    await fill(desk)
    stranger = f"{desk.org}-2"
    other = aliased(row)
    queries = [
        select(row),
        select(row.org),
        select(func.count()).select_from(row),
        select(other).where(other.org == desk.org),
        select(row).where(select(other.org).where(other.org == desk.org).exists()),
    ]

    async def count(org: str, query: Any) -> int:
        async with desk.database.sessions() as session:
            set_scope(session, Scope(org))
            rows = (await session.execute(query)).all()
            return rows[0][0] if isinstance(rows[0][0] if rows else None, int) else len(rows)

    for number, query in enumerate(queries):
        assert await count(desk.org, query) > 0, number
        assert await count(stranger, query) == 0, number
        async with desk.database.sessions() as session:
            with pytest.raises(OutOfScopeError):
                await session.execute(query)


async def test_changing_and_deleting_are_scoped_too(desk: Desk) -> None:
    order = await fill(desk)
    async with desk.database.sessions.begin() as session:
        set_scope(session, Scope(f"{desk.org}-2"))
        await session.execute(update(OrderRow).values(status="closed"))
        await session.execute(delete(RefusalRow))
        assert await session.get(OrderRow, order["id"]) is None

    assert (await desk.ana.get(f"/orders/{order['id']}")).json()["status"] == "draft"
    assert len(await desk.rows("SELECT 1 FROM refusals WHERE org = :org")) == 1


async def test_a_limited_scope_sees_its_orders_and_what_belongs_to_them(desk: Desk) -> None:
    order = await fill(desk)
    await fill_another(desk)
    async with desk.database.sessions() as session:
        set_scope(session, Scope(desk.org, frozenset({order["id"]})))
        orders = (await session.scalars(select(OrderRow.id))).all()
        history = (await session.scalars(select(HistoryRow.order_id).distinct())).all()
        documents = (await session.scalars(select(DocumentRow.order_id))).all()

    assert orders == history == documents == [order["id"]]


async def fill_another(desk: Desk) -> None:
    await desk.ana.upload(("b.pdf", PDF + b"b" + desk.org.encode()))


async def test_no_row_is_added_for_another_organisation(desk: Desk) -> None:
    def refusal(org: str) -> RefusalRow:
        return RefusalRow(
            id=new_id(), org=org, user="u", roles=[], method="GET", path="/", code="c", detail="d", at=now()
        )

    for scope in (Scope(desk.org), EVERYWHERE, None):
        async with desk.database.sessions() as session:
            if scope is not None:
                set_scope(session, scope)
            session.add(refusal("elsewhere"))
            with pytest.raises(OutOfScopeError):
                await session.flush()
