"""What changed since a cursor: for clients that poll, and for those that check what pushes told them."""

from collections.abc import Sequence
from typing import Annotated, Any

from fastapi import APIRouter, Query, Response
from freightwire.cursor import Cursor, MalformedCursorError, ResumeFailure
from freightwire.events.audience import PARTNER_KEYS
from freightwire.events.base import Payload
from freightwire.events.push import UnfitBodyError, pushed
from freightwire.telemetry import get_logger
from prometheus_client import Counter
from pydantic import Field

from orders.access import Access
from orders.api.conditional import CACHING
from orders.api.context import AUTHENTICATED, Here, Reader
from orders.api.schemas import ProblemOut
from orders.storage.changes import Change, Readable, changes_since

LIMIT = 1000

_answers = Counter(
    "freightwire_orders_changes_total", "Answers to pollers, by verdict on their cursor", ["resumed", "reason"]
)
_unfit = Counter("freightwire_orders_changes_unfit_total", "Events that no poller could be told of for their body")
_log = get_logger()

router = APIRouter(tags=["orders"], dependencies=AUTHENTICATED, responses={"default": {"model": ProblemOut}})


class ChangeOut(Payload):
    """An event, as the gateway pushes it. Without a `cursor` it is not in the log yet, and will come once more."""

    event: str = Field(description="The event's type.")
    id: str = Field(description="The same when the event comes again.")
    cursor: str | None = None
    key: str = Field(description="The routing key, relative to the organisation.")
    version: int | None = Field(default=None, description="The order's own sequence without gaps.")
    time: str
    trace: str | None = None
    data: dict[str, Any]


class ChangesOut(Payload):
    """The events since the cursor.

    `resumed`: true is a promise of no hole; false means that the cursor is of no use, for `reason`, and that the client
    must load its state afresh; absent where no cursor was given. In every case go on from `nextCursor`.
    """

    events: list[ChangeOut]
    next_cursor: str
    more: bool = Field(description="There is more already: ask again at once.")
    resumed: bool | None = None
    reason: ResumeFailure | None = None


@router.get("/orders/changes", response_model=ChangesOut)
async def changes(
    context: Here,
    access: Reader,
    cursor: Annotated[
        str | None, Query(description="`nextCursor` of the answer before, or a cursor of the gateway.")
    ] = None,
    limit: Annotated[int, Query(ge=1, le=LIMIT)] = 500,
) -> Response:
    """What changed since the cursor, in the order of the log, as far as the caller may see it.

    Without a cursor nothing but where the log is now: ask for that first, then load the state, then go on from there.
    """
    known, malformed = None, False
    try:
        known = Cursor.decode(cursor) if cursor is not None else None
    except MalformedCursorError:
        malformed = True
    async with context.work(access) as work:
        found = await changes_since(work.session, known, readable_by(access), limit=limit)
    reason = ResumeFailure.MALFORMED if malformed else found.failure
    resumed = None if cursor is None else reason is None
    _answers.labels(str(resumed).lower(), reason or "").inc()
    answer = ChangesOut(events=[], next_cursor=found.after.encode(), more=found.more, resumed=resumed, reason=reason)
    return Response(_with_events(answer, found.events), headers=CACHING, media_type="application/json")


def readable_by(access: Access) -> Readable:
    """The events that ``access`` may read: the same that the gateway pushes to it."""
    org = access.org
    if not access.on_desk:
        keys = {key for role in access.roles for key in PARTNER_KEYS.get(role, ())}
        return Readable(keys={f"{org}.order.{order}.{key}" for order in access.only or () for key in keys})
    orders = [f"{org}.order."] if access.only is None else [f"{org}.order.{order}." for order in access.only]
    return Readable(prefixes=[*orders, f"{org}.user.{access.user}."])


def _with_events(answer: ChangesOut, events: Sequence[Change]) -> bytes:
    """The answer as JSON, each event as the gateway pushes it: a body is never parsed on its way to a poller."""
    told = []
    for change in events:
        place = f'"cursor":"{change.cursor.encode()}"' if change.cursor else ""
        try:
            told.append(pushed(change.envelope, place))
        except UnfitBodyError as error:
            _unfit.inc()
            _log.warning("event_unfit_for_clients", event_id=str(change.envelope.id), reason=str(error))
    rest = answer.model_dump_json(by_alias=True, exclude_none=True, exclude={"events"}).encode()
    return b'{"events":[' + b",".join(told) + b"]," + rest[1:]
