"""Orders: create, list, read, edit, and what happened to them."""

import json
from collections.abc import Sequence
from datetime import date
from typing import Annotated, NoReturn

from fastapi import APIRouter, Query, Request, Response
from freightwire.events.base import Payload, RoutingWord
from freightwire.events.orders import OrderStatus
from freightwire.http import Problem
from prometheus_client import Counter
from pydantic import AwareDatetime, ConfigDict, Field

from orders.access import Access
from orders.api import problems
from orders.api.answers import Answer
from orders.api.conditional import NOT_MODIFIED, IfNoneMatch, matches, not_modified, order_tag
from orders.api.context import AUTHENTICATED, Desk, Editor, Here, OperationId, Reader, forbidden
from orders.api.cursors import cursor_of, place_of
from orders.api.idempotency import Claim, IdempotencyKey, run_once
from orders.api.preconditions import IfMatch, required_version
from orders.api.present import history_entry, order_out, order_summary
from orders.api.schemas import ConflictOut, History, NewOrder, OrderOut, OrderPage, ProblemOut
from orders.commands.create import create_order
from orders.commands.edit import edit_order
from orders.commands.errors import EditConflictError, NotFoundError
from orders.domain.order_data import JsonObject, canonical
from orders.storage.listing import OrderFilter, Place, Sort
from orders.storage.tables import DocumentRow, OrderRow
from orders.storage.work import Work

MERGE_PATCH = "application/merge-patch+json"
PAGE_LIMIT = 200
IDS_LIMIT = 100
"""Orders that may be asked for by their ids at once."""
HISTORY_LIMIT = 500
PATCH_DEPTH_LIMIT = 16
"""Far beyond what an order has."""
ME = "me"

_conflicts = Counter("freightwire_orders_edit_conflicts_total", "Edits refused because of somebody else's")

router = APIRouter(tags=["orders"], dependencies=AUTHENTICATED, responses={"default": {"model": ProblemOut}})


@router.post("/orders", status_code=201, response_model=OrderOut)
async def create(
    *,
    request: Request,
    new: NewOrder,
    context: Here,
    access: Editor,
    idempotency_key: IdempotencyKey = None,
    operation_id: OperationId = None,
) -> Response:
    """Create a draft."""
    if access.only is not None:
        raise forbidden("Your token is limited to single orders.")

    async def command(work: Work) -> Answer:
        order = await create_order(
            work, context.numbers, canonical(new.data), user=access.user, operation_id=operation_id
        )
        return Answer.of_order(order_out(order, [], access), status=201, headers={"Location": f"/orders/{order.id}"})

    return await run_once(context, access, await Claim.of(request, idempotency_key), command)


class ListQuery(Payload):
    """What a list of orders is narrowed to, and how it is sorted. All that is given must hold; dates are inclusive."""

    model_config = ConfigDict(extra="forbid")

    id: list[RoutingWord] = Field(default_factory=list, max_length=IDS_LIMIT, description="Only these, in one page.")
    status: list[OrderStatus] = Field(default_factory=list, description="One or more.")
    assignee: str | None = Field(None, max_length=300, description="A user id, or `me`.")
    customer: str | None = Field(
        None, max_length=200, description="Part of the client's name; for the desk also its whole VAT id."
    )
    q: str | None = Field(
        None, max_length=200, description="Part of a number, reference, firm, plate, UIT code or place."
    )
    loading_from: date | None = Field(None, description="The first loading.")
    loading_to: date | None = None
    unloading_from: date | None = Field(None, description="The last unloading.")
    unloading_to: date | None = None
    created_from: AwareDatetime | None = None
    created_to: AwareDatetime | None = None
    sort: Sort = Field(Sort.CREATED_FALLING, description="Orders without a loading date come last by `loading`.")
    cursor: str | None = Field(None, max_length=200, description="`nextCursor` of the page before.")
    limit: int = Field(50, ge=1, le=PAGE_LIMIT)

    def narrowed(self, access: Access) -> OrderFilter:
        """As the database is asked."""
        return OrderFilter(
            ids=self.id,
            statuses=self.status,
            assignee=access.user if self.assignee == ME else self.assignee,
            customer=self.customer.strip() if self.customer else None,
            # Who may not see the client's VAT id must not find it out by asking for it either.
            by_vat_id=access.on_desk,
            text=self.q.strip() if self.q else None,
            loading_from=self.loading_from,
            loading_to=self.loading_to,
            unloading_from=self.unloading_from,
            unloading_to=self.unloading_to,
            created_from=self.created_from,
            created_to=self.created_to,
        )


@router.get("/orders", response_model=OrderPage, responses=NOT_MODIFIED)
async def list_orders(
    context: Here, access: Reader, wanted: Annotated[ListQuery, Query()], if_none_match: IfNoneMatch = None
) -> Response:
    """Orders, newest first where no other sort is asked for. Pages stay true while orders are created and changed."""
    limit = len(wanted.id) or wanted.limit
    async with context.work(access) as work:
        rows = await work.orders.page(
            wanted.narrowed(access), sort=wanted.sort, after=place_of(wanted.cursor, wanted.sort), limit=limit + 1
        )
        shown = rows[:limit]
        processing = await work.documents.being_read([row.id for row in shown])
    page = OrderPage(
        items=[order_summary(row, processing.get(row.id, 0), access) for row in shown],
        next_cursor=cursor_of(Place.of(shown[-1], wanted.sort), wanted.sort) if len(rows) > limit else None,
    )
    return Answer.of(page).tagged().unless(if_none_match)


@router.get("/orders/{order_id}", response_model=OrderOut, responses=NOT_MODIFIED)
async def read(order_id: str, context: Here, access: Reader, if_none_match: IfNoneMatch = None) -> Response:
    """An order with all that belongs to it. `ETag` is its version; with `If-None-Match` an order as known is 304."""
    async with context.work(access) as work:
        order = await visible_order(work, order_id, access)
        if matches(if_none_match, order_tag(order.version)):
            return not_modified(order_tag(order.version))
        return Answer.of_order(await whole(work, order, access)).unless(if_none_match)


@router.patch(
    "/orders/{order_id}",
    response_model=OrderOut,
    responses={409: {"model": ConflictOut}},
    openapi_extra={
        "requestBody": {
            "required": True,
            "content": {MERGE_PATCH: {"schema": {"type": "object", "description": "A merge patch of `data`."}}},
        }
    },
)
async def edit(
    *,
    order_id: str,
    request: Request,
    context: Here,
    access: Editor,
    if_match: IfMatch = None,
    operation_id: OperationId = None,
) -> Response:
    """Change the order's data.

    An edit against an older version is merged with what came since, field by field. Where both changed the same field,
    nothing is changed, the answer is 409 with what both sides made of it, and `order:conflict` goes to its author.
    """
    base_version = required_version(if_match)
    patch = await _merge_patch(request)
    refuse_beyond(access, order_id)
    conflict: EditConflictError | None = None
    async with context.work(access) as work:
        try:
            order, documents = await edit_order(
                work, order_id, patch, base_version=base_version, user=access.user, operation_id=operation_id
            )
            answer = Answer.of_order(await whole(work, order, access, documents))
        except EditConflictError as error:
            conflict = error  # its event is to be committed
    if conflict is not None:
        _conflicts.inc()
        raise problems.edit_conflict(conflict)
    return answer.response()


@router.get("/orders/{order_id}/history", response_model=History)
async def history(
    order_id: str,
    context: Here,
    access: Desk,
    after: Annotated[int, Query(ge=0, le=2**62, description="The last version known.")] = 0,
    limit: Annotated[int, Query(ge=1, le=HISTORY_LIMIT)] = 100,
) -> Response:
    """The order's events, oldest first."""
    async with context.work(access) as work:
        await visible_order(work, order_id, access)
        rows = await work.orders.history(order_id, after=after, limit=limit + 1)
    items = [history_entry(row) for row in rows[:limit]]
    next_after = items[-1].version if len(rows) > limit else None
    return Answer.of(History(items=items, next_after=next_after)).response()


async def visible_order(work: Work, order_id: str, access: Access) -> OrderRow:
    """The order, if it is within the rights of who asks.

    Raises:
        NotFoundError: it is not, or there is none.
    """
    refuse_beyond(access, order_id)
    order = await work.orders.get(order_id)
    if order is None:
        raise NotFoundError(order_id)
    return order


async def whole(
    work: Work, order: OrderRow, access: Access, documents: Sequence[DocumentRow] | None = None
) -> OrderOut:
    """The order with its documents, as far as who asks may see it. They are read where the caller has not got them."""
    if documents is None:
        documents = await work.documents.of_order(order.id)
    return order_out(order, documents, access)


def refuse_beyond(access: Access, order_id: str) -> None:
    """Raise NotFoundError where the token is limited to other orders."""
    if not access.sees(order_id):
        raise NotFoundError(order_id)


async def _merge_patch(request: Request) -> JsonObject:
    media_type = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if media_type != MERGE_PATCH:
        raise Problem(
            415,
            "merge_patch_needed",
            "A merge patch is needed",
            f"Content-Type must be {MERGE_PATCH} (RFC 7396).",
            headers={"Accept-Patch": MERGE_PATCH},
        )
    try:
        patch = json.loads(await request.body(), parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise Problem(400, "invalid_request", "The body is not JSON", str(error)) from error
    if not isinstance(patch, dict):
        raise Problem(400, "invalid_request", "The merge patch must be a JSON object")
    if _is_deeper_than(patch, PATCH_DEPTH_LIMIT):
        raise Problem(400, "invalid_request", f"The merge patch is more than {PATCH_DEPTH_LIMIT} levels deep")
    return patch


def _is_deeper_than(value: object, limit: int) -> bool:
    if not isinstance(value, dict | list):
        return False
    inner = value.values() if isinstance(value, dict) else value
    return limit == 0 or any(_is_deeper_than(item, limit - 1) for item in inner)


def _no_constant(name: str) -> NoReturn:
    raise ValueError(f"{name} is not JSON")
