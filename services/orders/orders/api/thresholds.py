"""Thresholds: below which confidence a value that was read goes to a person."""

from fastapi import APIRouter, Response

from orders.api.answers import Answer
from orders.api.context import AUTHENTICATED, Desk, Here
from orders.api.schemas import ProblemOut, ThresholdsOut
from orders.domain.thresholds import CRITICAL, REQUIRED

router = APIRouter(tags=["orders"], dependencies=AUTHENTICATED, responses={"default": {"model": ProblemOut}})


@router.get("/thresholds", response_model=ThresholdsOut)
async def thresholds(context: Here, access: Desk) -> Response:
    """Those of the caller's organisation: how it marks what to look at, and when an order needs nobody."""
    settings = context.settings
    found = ThresholdsOut(
        auto_confirm=access.org in settings.auto_confirm_orgs,
        required=list(REQUIRED),
        critical=list(CRITICAL),
        least=dict(settings.thresholds_of(access.org).least),
    )
    return Answer.of(found).response()
