"""Documents: what was read in them, reading them again, and moving them to where they belong."""

from fastapi import APIRouter, Request, Response

from orders.access import Access
from orders.api.answers import Answer
from orders.api.context import AUTHENTICATED, Desk, Editor, Here
from orders.api.idempotency import Claim, IdempotencyKey, run_once
from orders.api.orders import visible_order
from orders.api.present import document_out, document_summary
from orders.api.schemas import DocumentList, DocumentOut, DocumentSummary, MoveIn, ProblemOut
from orders.commands.documents import retry_document
from orders.commands.errors import NotFoundError
from orders.commands.moving import move_document
from orders.domain.order_data import JsonObject
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
        document = await visible_document(work, document_id, access)
    return Answer.of(document_out(document)).response()


@router.post("/documents/{document_id}/retry", status_code=202, response_model=DocumentSummary)
async def retry(
    document_id: str, request: Request, context: Here, access: Editor, idempotency_key: IdempotencyKey = None
) -> Response:
    """Ask for the document to be read again."""

    async def command(work: Work) -> Answer:
        await visible_document(work, document_id, access)
        document = await retry_document(work, document_id, stuck_after=context.settings.reading_lost_after)
        return Answer.of(document_summary(document), status=202)

    return await run_once(context, access, await Claim.of(request, idempotency_key), command)


@router.post("/documents/{document_id}/move", response_model=DocumentSummary)
async def move(
    *,
    document_id: str,
    request: Request,
    body: MoveIn,
    context: Here,
    access: Editor,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Move the document to another order.

    What it alone had said moves with it: it is withdrawn from an order that nobody has confirmed yet, and put into the
    other one. A draft that nothing is left of is rejected.
    """

    async def command(work: Work) -> Answer:
        await visible_document(work, document_id, access)
        await visible_order(work, body.order_id, access)
        document = await move_document(work, document_id, body.order_id, user=access.user, shown=_shown)
        return Answer.of(document_summary(document))

    return await run_once(context, access, await Claim.of(request, idempotency_key), command)


def _shown(document: DocumentRow) -> JsonObject:
    return document_summary(document).model_dump(mode="json", by_alias=True, exclude_none=True)


async def visible_document(work: Work, document_id: str, access: Access) -> DocumentRow:
    """The document, if its order is within the rights of who asks.

    Raises:
        NotFoundError: it is not, or there is none.
    """
    document = await work.documents.get(document_id)
    if document is None or not access.sees(document.order_id):
        raise NotFoundError(document_id)
    return document
