"""``Idempotency-Key``: a command that is sent twice is done once, and answered alike both times.

The key is written in the transaction of the command. Who comes second waits on it in the database, and finds the answer
when the first commits, or does the work when the first fails. So there is no key without its effect, nor the reverse.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Annotated

from fastapi import Header, Request
from freightwire.events.base import now
from freightwire.http import Problem
from prometheus_client import Counter
from sqlalchemy import delete, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.exc import DBAPIError

from orders.api.answers import Answer
from orders.commands.errors import KeyReusedError
from orders.storage.scope import EVERYWHERE, set_scope
from orders.storage.tables import IdempotencyRow

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

    from fastapi import Response
    from sqlalchemy import CursorResult
    from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker

    from orders.access import Access
    from orders.api.context import Context
    from orders.storage.work import Work

LOCK_NOT_AVAILABLE = "55P03"
QUERY_CANCELED = "57014"

_replayed = Counter("freightwire_orders_commands_replayed_total", "Commands answered from their Idempotency-Key")

IdempotencyKey = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        max_length=128,
        pattern=r"^[\x20-\x7e]+$",
        description="The same command again gives the same answer. Per user, kept for a day.",
    ),
]


@dataclass(frozen=True, slots=True)
class Claim:
    """A key, and what it was sent with."""

    key: str
    request_hash: str

    @classmethod
    async def of(cls, request: Request, key: str | None) -> Claim | None:
        """The claim of a request with a JSON body or none; None where it carries no key."""
        if key is None:
            return None
        body = await request.body()
        # Whoever repeats a command may write the same JSON in another order.
        content = json.dumps(json.loads(body), sort_keys=True) if body.strip() else ""
        parts = (request.method, request.url.path, request.headers.get("if-match", ""), content)
        return cls(key, hashlib.sha256("\n".join(parts).encode()).hexdigest())


async def run_once(
    context: Context, access: Access, claim: Claim | None, command: Callable[[Work], Awaitable[Answer]]
) -> Response:
    """Run ``command`` in a transaction, or give the answer that it had when it was sent before.

    A command that raises leaves nothing behind: sent again, it is tried again.

    Raises:
        KeyReusedError: the key belongs to another request.
        Problem: 409 where the same command is still being worked on.
    """
    async with context.work(access) as work:
        if claim is None:
            return (await command(work)).response()
        earlier = await _claim(work.session, access, claim)
        if earlier is not None:
            _replayed.inc()
            return earlier.response(replayed=True)
        answer = await command(work)
        await work.session.execute(
            update(IdempotencyRow)
            .where(IdempotencyRow.user == access.user, IdempotencyRow.key == claim.key)
            .values(status=answer.status, headers=dict(answer.headers), body=answer.body)
            .execution_options(synchronize_session=False)
        )
        return answer.response()


async def _claim(session: AsyncSession, access: Access, claim: Claim) -> Answer | None:
    statement = (
        insert(IdempotencyRow)
        .values(
            org=access.org,
            user=access.user,
            key=claim.key,
            request_hash=claim.request_hash,
            status=0,
            headers={},
            body="",
            created_at=now(),
        )
        .on_conflict_do_nothing()
    )
    try:
        outcome: CursorResult[tuple[()]] = await session.execute(statement)  # type: ignore[assignment]
    except DBAPIError as error:
        if getattr(error.orig, "sqlstate", None) in (LOCK_NOT_AVAILABLE, QUERY_CANCELED):
            raise Problem(
                409,
                "idempotency_in_progress",
                "The same command is still being worked on",
                headers={"Retry-After": "2"},
            ) from error
        raise
    if outcome.rowcount:
        return None
    row = await session.scalar(
        select(IdempotencyRow).where(IdempotencyRow.user == access.user, IdempotencyRow.key == claim.key)
    )
    if row is None or row.request_hash != claim.request_hash:
        raise KeyReusedError(claim.key)
    return Answer(row.status, row.body, dict(row.headers))


async def forget_answers(sessions: async_sessionmaker[AsyncSession], *, older_than: timedelta) -> int:
    """Remove the keys that are old enough; returns how many."""
    async with sessions.begin() as session:
        set_scope(session, EVERYWHERE)
        outcome: CursorResult[tuple[()]] = await session.execute(  # type: ignore[assignment]
            delete(IdempotencyRow).where(IdempotencyRow.created_at < now() - older_than)
        )
        return outcome.rowcount
