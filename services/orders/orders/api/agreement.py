"""Agreeing to what documents said of an order."""

from fastapi import APIRouter, Response

from orders.api.answers import Answer
from orders.api.context import AUTHENTICATED, Editor, Here, OperationId
from orders.api.orders import refuse_beyond, whole
from orders.api.schemas import Agreement, OrderOut, ProblemOut
from orders.commands.agreeing import agree

router = APIRouter(tags=["orders"], dependencies=AUTHENTICATED, responses={"default": {"model": ProblemOut}})


@router.post("/orders/{order_id}/agreement", response_model=OrderOut)
async def agree_to(
    *, order_id: str, given: Agreement, context: Here, access: Editor, operation_id: OperationId = None
) -> Response:
    """Say that values which were read are right: they count as set by a person from then on.

    Nothing is changed, so that it may be repeated. Where one of the values is another by now, 409 `value_changed` names
    its field, and none is agreed to.
    """
    refuse_beyond(access, order_id)
    async with context.work(access) as work:
        order = await agree(work, order_id, given.values, user=access.user, operation_id=operation_id)
        answer = Answer.of_order(await whole(work, order, access))
    return answer.response()
