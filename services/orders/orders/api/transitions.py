"""The lifecycle over HTTP: which transitions there are, and taking one."""

from dataclasses import replace
from typing import Annotated

from fastapi import APIRouter, Body, Request, Response
from freightwire.events.base import now
from freightwire.http import Problem

from orders.access import Access
from orders.api.answers import Answer
from orders.api.context import AUTHENTICATED, Here, OperationId, Reader
from orders.api.idempotency import Claim, IdempotencyKey, run_once
from orders.api.orders import refuse_beyond, visible_order, whole
from orders.api.preconditions import IfMatch, expected_version
from orders.api.present import refusal_out, told_to, transition_out
from orders.api.schemas import OrderOut, ProblemOut, TransitionIn, TransitionList, TransitionRefusedOut
from orders.commands.transition import possibilities, take_transition
from orders.commands.views import view_of
from orders.domain.lifecycle import TransitionRefusedError
from orders.domain.order_data import JsonObject
from orders.domain.view import Command, RefusalKind
from orders.storage.work import Work

STATUS_BY_KIND = {RefusalKind.ROLE: 403, RefusalKind.STATE: 409, RefusalKind.INPUT: 422}

router = APIRouter(tags=["orders"], dependencies=AUTHENTICATED, responses={"default": {"model": ProblemOut}})


@router.get("/orders/{order_id}/transitions", response_model=TransitionList)
async def list_transitions(order_id: str, context: Here, access: Reader) -> Response:
    """Every transition: whether it can be taken now, what it needs, and why not."""
    async with context.work(access) as work:
        order = await visible_order(work, order_id, access)
        view = view_of(order, await work.documents.of_order(order_id))
    known = possibilities(view, access.roles)
    content = TransitionList(
        status=view.status, version=order.version, transitions=[transition_out(entry, access) for entry in known]
    )
    return Answer.of(content).response()


@router.post(
    "/orders/{order_id}/transitions/{name}",
    response_model=OrderOut,
    responses={status: {"model": TransitionRefusedOut} for status in STATUS_BY_KIND.values()},
)
async def take(
    *,
    order_id: str,
    name: str,
    request: Request,
    context: Here,
    access: Reader,
    details: Annotated[TransitionIn | None, Body()] = None,
    if_match: IfMatch = None,
    idempotency_key: IdempotencyKey = None,
    operation_id: OperationId = None,
) -> Response:
    """Take a transition.

    Refused, it is 409 (the order is not in a state for it), 403 (your roles) or 422 (something is missing in the
    request), always with every reason and with what is allowed instead.
    """
    refuse_beyond(access, order_id)
    given = details or TransitionIn()

    async def command(work: Work) -> Answer:
        asked = _command(given, access)
        try:
            order, documents = await take_transition(
                work,
                order_id,
                name,
                asked,
                user=access.user,
                vehicle=_vehicle(given),
                expected_version=expected_version(if_match),
                operation_id=operation_id,
            )
        except TransitionRefusedError as error:
            raise await _refusal(work, order_id, access, error) from error
        return Answer.of_order(await whole(work, order, access, documents))

    return await run_once(context, access, await Claim.of(request, idempotency_key), command)


def _command(given: TransitionIn, access: Access) -> Command:
    time = now()
    command = Command(
        roles=access.roles,
        at=time,
        reason=given.reason,
        acknowledge=frozenset(given.acknowledge),
        stop_id=given.stop_id,
        invoice_number=given.invoice_number,
        signature_seen=given.signature_seen,
        problem=given.problem,
        payment=given.payment,
        truck_plate=given.truck_plate,
    )
    # A report cannot be from the future: it would outrank every later one.
    return replace(command, at=min(given.at, time)) if given.at else command


def _vehicle(given: TransitionIn) -> JsonObject:
    named = given.model_dump(
        by_alias=True, exclude_none=True, include={"truck_plate", "trailer_plate", "driver", "driver_phone"}
    )
    return dict(named)


async def _refusal(work: Work, order_id: str, access: Access, error: TransitionRefusedError) -> Problem:
    order = await visible_order(work, order_id, access)
    view = view_of(order, await work.documents.of_order(order_id))
    known = possibilities(view, access.roles)
    told = told_to(access, error.refusals)
    reasons = [refusal_out(refusal).model_dump(mode="json") for refusal in told]
    return Problem(
        STATUS_BY_KIND[error.kind],
        "transition_refused",
        f"“{error.name}” is not possible now",
        " ".join(refusal.message.en for refusal in told),
        transition=error.name,
        currentStatus=view.status.value,
        version=order.version,
        whyNot=reasons,
        allowed=[entry.transition.name for entry in known if entry.allowed],
        transitions=[transition_out(entry, access).model_dump(mode="json") for entry in known],
    )
