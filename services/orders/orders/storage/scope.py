"""The scope of a transaction: whose rows its queries see. No query can forget it.

Every query of a session about rows that belong to an organisation is narrowed here, whoever wrote it: to the
organisation, and for a limited token to the orders that it names. Without a scope such a query is an error.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, cast

from sqlalchemy import ClauseElement, Executable, event
from sqlalchemy.orm import ORMExecuteState, Session, with_loader_criteria
from sqlalchemy.sql import visitors

from orders.storage.tables import Base, DocumentRow, HistoryRow, LabelRow, OfOrganisation, OrderRow

if TYPE_CHECKING:
    from sqlalchemy.ext.asyncio import AsyncSession
    from sqlalchemy.orm import UOWTransaction
    from sqlalchemy.orm.interfaces import ORMOption

_INFO = "scope"
SCOPES_REMEMBERED = 1024
"""Organisations and limited tokens whose criteria are not built anew for every query."""
BEYOND_RIGHTS = "beyond_rights"
"""Execution option of the few queries that must see all of an organisation's orders, whatever the token names."""


_TABLES = frozenset(mapper.local_table for mapper in Base.registry.mappers if issubclass(mapper.class_, OfOrganisation))


class OutOfScopeError(RuntimeError):
    """A query without a scope, or a row for another organisation: a mistake in the code, never a client's."""


@dataclass(frozen=True, slots=True)
class Scope:
    """One organisation, or of it only the orders with these ids. ``only`` None means all."""

    org: str
    only: frozenset[str] | None = None


class _Everywhere:
    """No narrowing at all."""


EVERYWHERE = _Everywhere()
"""For housekeeping, which serves nobody in particular."""


def set_scope(session: AsyncSession, scope: Scope | _Everywhere) -> None:
    """Narrow all queries of ``session`` to ``scope``."""
    session.info[_INFO] = scope


@event.listens_for(Session, "do_orm_execute")
def _narrow(state: ORMExecuteState) -> None:
    scope = state.session.info.get(_INFO)
    if isinstance(scope, Scope):
        if not state.is_insert:
            beyond_rights = state.execution_options.get(BEYOND_RIGHTS, False)
            state.statement = state.statement.options(*_criteria(scope, beyond_rights=beyond_rights))
    elif scope is not EVERYWHERE and _is_about_organisations(state.statement):
        raise OutOfScopeError("a query without a scope")


def _is_about_organisations(statement: Executable) -> bool:
    return any(element in _TABLES for element in visitors.iterate(cast("ClauseElement", statement)))


@lru_cache(maxsize=SCOPES_REMEMBERED)
def _criteria(scope: Scope, *, beyond_rights: bool) -> tuple[ORMOption, ...]:
    org, only = scope.org, scope.only
    options: list[ORMOption] = [with_loader_criteria(OfOrganisation, lambda row: row.org == org, include_aliases=True)]
    if only is not None and not beyond_rights:
        options += [
            with_loader_criteria(row, column.in_(sorted(only)), include_aliases=True)
            for row, column in (
                (OrderRow, OrderRow.id),
                (HistoryRow, HistoryRow.order_id),
                (DocumentRow, DocumentRow.order_id),
                (LabelRow, LabelRow.order_id),
            )
        ]
    return tuple(options)


@event.listens_for(Session, "before_flush")
def _only_own_rows(session: Session, _: UOWTransaction, __: object) -> None:
    rows = [row for row in session.new if isinstance(row, OfOrganisation)]
    scope = session.info.get(_INFO)
    for row in rows:
        if not isinstance(scope, Scope) or row.org != scope.org:
            raise OutOfScopeError(f"a new {type(row).__name__} of another organisation")
