"""Documents and batches: what was read in them, their bytes, and reading again."""

from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Path, Request, Response
from freightwire.http import Problem
from freightwire.objects import ObjectMissingError

from orders.access import Access
from orders.api.answers import Answer
from orders.api.context import AUTHENTICATED, Desk, Editor, Here
from orders.api.idempotency import Claim, IdempotencyKey, run_once
from orders.api.orders import visible_order
from orders.api.present import batch_out, document_out, document_summary
from orders.api.schemas import BatchOut, DocumentList, DocumentOut, DocumentSummary, ProblemOut
from orders.commands.documents import retry_document
from orders.commands.errors import NotFoundError
from orders.storage.tables import DocumentRow
from orders.storage.work import Work

router = APIRouter(tags=["documents"], dependencies=AUTHENTICATED, responses={"default": {"model": ProblemOut}})


@router.get("/orders/{order_id}/documents", response_model=DocumentList)
async def of_order(order_id: str, context: Here, access: Desk) -> Response:
    """The documents of an order, oldest first."""
    async with context.work(access) as work:
        await visible_order(work, order_id, access)
        rows = await work.documents.of_order(order_id)
    return Answer.of(DocumentList(items=[document_summary(row) for row in rows])).response()


@router.get("/documents/{document_id}", response_model=DocumentOut)
async def read(document_id: str, context: Here, access: Desk) -> Response:
    """A document with what was read in it: fields with their evidence, and issues."""
    async with context.work(access) as work:
        document = await _visible(work, document_id, access)
    return Answer.of(document_out(document)).response()


@router.get(
    "/documents/{document_id}/content",
    response_class=Response,
    responses={200: {"content": {"application/octet-stream": {}}, "description": "The document's bytes."}},
)
async def content(document_id: str, context: Here, access: Desk) -> Response:
    """The document's bytes."""
    async with context.work(access) as work:
        document = await _visible(work, document_id, access)
    try:
        data = await context.store.get(document.object_key)
    except ObjectMissingError as error:
        raise Problem(404, "content_missing", "The document's bytes are gone") from error
    return Response(
        data,
        media_type=document.content_type,
        headers={
            "Content-Disposition": f"inline; filename*=UTF-8''{quote(document.file_name, safe='')}",
            "Cache-Control": "private, max-age=3600, immutable",
            # What somebody uploaded must never run as a page of ours.
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": "sandbox; default-src 'none'",
        },
    )


@router.post("/documents/{document_id}/retry", status_code=202, response_model=DocumentSummary)
async def retry(
    document_id: str, request: Request, context: Here, access: Editor, idempotency_key: IdempotencyKey = None
) -> Response:
    """Ask for the document to be read again."""

    async def command(work: Work) -> Answer:
        await _visible(work, document_id, access)
        return Answer.of(document_summary(await retry_document(work, document_id)), status=202)

    return await run_once(context, access, await Claim.of(request, idempotency_key), command)


@router.get("/batches/{batch_id}", response_model=BatchOut)
async def batch(batch_id: Annotated[str, Path(max_length=64)], context: Here, access: Desk) -> Response:
    """How far a batch of documents is."""
    async with context.work(access) as work:
        rows = [row for row in await work.documents.of_batch(batch_id) if access.sees(row.order_id)]
    if not rows:
        raise NotFoundError(batch_id)
    return Answer.of(batch_out(batch_id, rows)).response()


async def _visible(work: Work, document_id: str, access: Access) -> DocumentRow:
    document = await work.documents.get(document_id)
    if document is None or not access.sees(document.order_id):
        raise NotFoundError(document_id)
    return document
