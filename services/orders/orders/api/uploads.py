"""Uploads: files are taken one by one while the request comes in, and each is taken or refused by itself."""

import uuid
from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from freightwire.events.base import RoutingWord
from freightwire.http import Problem
from freightwire.identifiers import new_id
from freightwire.telemetry import get_logger
from prometheus_client import Counter
from starlette.requests import ClientDisconnect

from orders.access import Access
from orders.api import problems
from orders.api.answers import Answer
from orders.api.context import AUTHENTICATED, Context, Editor, Here, forbidden
from orders.api.idempotency import IdempotencyKey
from orders.api.multipart import MalformedMultipartError, MultipartReader, Part, drain
from orders.api.orders import visible_order
from orders.api.pacing import TooSlowError, paced
from orders.api.schemas import ProblemOut, UploadResult, UploadResults
from orders.commands.documents import UploadPlace
from orders.commands.errors import OrderEndedError
from orders.domain.filetypes import safe_name
from orders.domain.lifecycle import ENDED
from orders.uploading import Upload, keep, receive

MULTIPART = "multipart/form-data"
OTHER_PARTS = 16
"""Parts of a request that are no files."""
CLIENT_GONE = 499
"""Nobody reads it; it tells such requests apart in the metrics."""
BATCH_NAMESPACE = uuid.UUID("0f6b5b9c-6f0e-4b0e-9f57-3d2f1c7f9a11")

_uploads = Counter("freightwire_orders_uploads_total", "Files that came in, by what became of them", ["outcome"])
_log = get_logger()

router = APIRouter(tags=["documents"], dependencies=AUTHENTICATED, responses={"default": {"model": ProblemOut}})

_BODY = {
    "requestBody": {
        "required": True,
        "content": {
            MULTIPART: {
                "schema": {
                    "type": "object",
                    "properties": {
                        "file": {"type": "array", "items": {"type": "string", "contentMediaType": "application/pdf"}}
                    },
                }
            }
        },
    }
}
_RESPONSES: dict[int | str, dict[str, object]] = {207: {"model": UploadResults, "description": "Some were refused."}}
"""The same shape as when all were taken."""
Batch = Annotated[RoutingWord | None, Query(description="Adds to this batch. Any id of your own, or one given before.")]


@router.post(
    "/orders/documents",
    status_code=201,
    response_model=UploadResults,
    responses=_RESPONSES,
    openapi_extra=_BODY,
)
async def upload(
    request: Request, context: Here, access: Editor, batch: Batch = None, idempotency_key: IdempotencyKey = None
) -> Response:
    """Make a new order of each file. Every part with a file name is a document; together they are a batch."""
    if access.only is not None:
        raise forbidden("Your token is limited to single orders.")
    target = Upload(None, batch or _batch_of(access, idempotency_key), access.user)
    return await _take_all(request, context, access, target, idempotency_key)


@router.post(
    "/orders/{order_id}/documents",
    status_code=201,
    response_model=UploadResults,
    responses=_RESPONSES,
    openapi_extra=_BODY,
)
async def upload_to_order(
    *,
    order_id: str,
    request: Request,
    context: Here,
    access: Editor,
    batch: Batch = None,
    idempotency_key: IdempotencyKey = None,
) -> Response:
    """Add the files to the order."""
    async with context.work(access) as work:
        order = await visible_order(work, order_id, access)
    if order.status in ENDED:
        raise OrderEndedError(order.status)
    target = Upload(order_id, batch, access.user)
    return await _take_all(request, context, access, target, idempotency_key)


def _batch_of(access: Access, idempotency_key: str | None) -> str:
    """A new batch; the same again for a request that is sent again."""
    if idempotency_key is None:
        return new_id()
    return str(uuid.uuid5(BATCH_NAMESPACE, f"{access.org}\n{access.user}\n{idempotency_key}"))


async def _take_all(
    request: Request, context: Context, access: Access, target: Upload, idempotency_key: str | None
) -> Response:
    reader = _reader(request, context)
    limit = context.settings.upload_files_limit
    results: list[UploadResult] = []
    refusals: list[Problem] = []

    def refuse(name: str, problem: Problem) -> None:
        _uploads.labels(problem.code).inc()
        refusals.append(problem)
        body = problem.body(request.url.path)
        results.append(UploadResult(file_name=name, status=problem.status, problem=body))

    try:
        async for part in reader.parts():
            if not part.file_name:
                continue  # a plain field, or a file field that was left empty
            name = safe_name(part.file_name)
            if len(results) >= limit:
                refuse(name, _too_many(limit))
                break
            place = UploadPlace(idempotency_key, len(results)) if idempotency_key else None
            try:
                results.append(await _take(context, access, target, part, place))
            except problems.REFUSALS as error:
                refuse(name, problems.problem_of(error))
                # The client is still sending. It is heard out, within reason, so that it gets to read its answer.
                if not await drain(part, at_most=context.settings.upload_file_limit):
                    break
    except MalformedMultipartError as error:
        refuse("", Problem(400, "malformed_multipart", "The body is not what it says", str(error)))
    except TooSlowError as error:
        refuse("", Problem(408, "upload_too_slow", "The upload has come to a halt", f"{error}."[:200]))
    except ClientDisconnect:
        _uploads.labels("broken_off").inc()
        _log.info("upload_broken_off", taken=len(results) - len(refusals), batch_id=target.batch_id)
        return Response(status_code=CLIENT_GONE)
    if not results:
        raise Problem(400, "no_file", "There is no file", "A part of the form must carry a file name.")
    if len(refusals) == len(results):
        first = refusals[0]
        first.extensions["results"] = [result.model_dump(mode="json", exclude_none=True) for result in results]
        raise first
    content = UploadResults(batch_id=target.batch_id, results=results)
    return Answer.of(content, status=207 if refusals else 201).response()


async def _take(
    context: Context, access: Access, target: Upload, part: Part, place: UploadPlace | None
) -> UploadResult:
    file = await receive(
        context.store,
        org=access.org,
        name=part.file_name or "",
        chunks=part.chunks,
        limit=context.settings.upload_file_limit,
    )
    document = await keep(
        lambda: context.work(access), context.numbers, context.store, file, upload=target, place=place
    )
    _uploads.labels("taken").inc()
    return UploadResult(file_name=file.file_name, status=201, order_id=document.order_id, document_id=document.id)


def _reader(request: Request, context: Context) -> MultipartReader:
    content_type = request.headers.get("content-type", "")
    if content_type.partition(";")[0].strip().lower() != MULTIPART:
        raise Problem(415, "multipart_needed", "A form with files is needed", f"Content-Type must be {MULTIPART}.")
    settings = context.settings
    most = settings.upload_files_limit * settings.upload_file_limit + settings.upload_form_limit
    declared = request.headers.get("content-length", "0")
    if not declared.isdecimal() or int(declared) > most:
        raise Problem(413, "body_too_large", "The request is too large", "Send fewer files at once.", limitBytes=most)
    try:
        body = paced(
            request.stream(),
            idle_seconds=settings.upload_idle_seconds,
            bytes_per_second=settings.upload_least_rate_kb * 1024,
        )
        return MultipartReader(content_type, body, part_limit=settings.upload_files_limit + OTHER_PARTS)
    except MalformedMultipartError as error:
        raise Problem(400, "malformed_multipart", "The body is not what it says", str(error)) from error


def _too_many(limit: int) -> Problem:
    return Problem(
        413,
        "too_many_files",
        "Too many files in one request",
        f"The limit is {limit} (FREIGHTWIRE_UPLOAD_FILES_LIMIT). Send the rest in another request, with ?batch=.",
        limit=limit,
    )
