"""Batches: several documents that came together."""

from typing import Annotated

from fastapi import APIRouter, Path, Request, Response
from freightwire.events.base import RoutingWord

from orders.api.answers import Answer
from orders.api.context import AUTHENTICATED, Desk, Editor, Here
from orders.api.idempotency import Claim, IdempotencyKey, run_once
from orders.api.present import batch_out
from orders.api.schemas import BatchOut, BatchRetried, ProblemOut
from orders.commands.errors import NotFoundError
from orders.commands.retrying import retry_batch
from orders.storage.work import Work

router = APIRouter(tags=["documents"], dependencies=AUTHENTICATED, responses={"default": {"model": ProblemOut}})

BatchId = Annotated[RoutingWord, Path()]


@router.get("/batches/{batch_id}", response_model=BatchOut)
async def read(batch_id: BatchId, context: Here, access: Desk) -> Response:
    """How far a batch of documents is."""
    async with context.work(access) as work:
        rows = [row for row in await work.documents.of_batch(batch_id) if access.sees(row.order_id)]
    if not rows:
        raise NotFoundError(batch_id)
    return Answer.of(batch_out(batch_id, rows)).response()


@router.post("/batches/{batch_id}/retry", status_code=202, response_model=BatchRetried)
async def retry(
    batch_id: BatchId, request: Request, context: Here, access: Editor, idempotency_key: IdempotencyKey = None
) -> Response:
    """Ask for every document of the batch to be read again whose reading failed, or counts as lost."""

    async def command(work: Work) -> Answer:
        retried = await retry_batch(work, batch_id, sees=access.sees, stuck_after=context.settings.reading_lost_after)
        content = BatchRetried(
            id=batch_id,
            retried=[document.id for document in retried.documents],
            order_ended=[document.id for document in retried.ended],
        )
        return Answer.of(content, status=202)

    return await run_once(context, access, await Claim.of(request, idempotency_key), command)
