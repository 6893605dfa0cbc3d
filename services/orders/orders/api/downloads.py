"""The bytes of a document: whole or in part, and never able to run as a page of ours."""

import unicodedata
from collections.abc import AsyncIterator
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Header, Query, Request, Response
from fastapi.responses import StreamingResponse
from freightwire.http import Problem
from freightwire.objects import ObjectMissingError

from orders.api.context import AUTHENTICATED, Desk, Here
from orders.api.documents import visible_document
from orders.api.ranges import Span, UnsatisfiableRangeError, matches, span_of
from orders.api.schemas import ProblemOut
from orders.domain.filetypes import ACCEPTED, SHOWN_BY_BROWSERS
from orders.storage.tables import DocumentRow

router = APIRouter(tags=["documents"], dependencies=AUTHENTICATED, responses={"default": {"model": ProblemOut}})

_BYTES = {"content": {kind: {"schema": {"type": "string", "format": "binary"}} for kind in ACCEPTED}}
_RESPONSES: dict[int | str, dict[str, object]] = {
    200: {**_BYTES, "description": "The document's bytes."},
    206: {**_BYTES, "description": "The part that `Range` names."},
    304: {"description": "`If-None-Match` names it: nothing has changed."},
    416: {"model": ProblemOut, "description": "`Range` lies beyond the end; `Content-Range` tells the size."},
}


@router.head("/documents/{document_id}/content", include_in_schema=False)
@router.get("/documents/{document_id}/content", response_class=Response, responses=_RESPONSES)
async def content(
    *,
    document_id: str,
    request: Request,
    context: Here,
    access: Desk,
    download: Annotated[bool, Query(description="To be saved, not shown.")] = False,
    range_header: Annotated[
        str | None, Header(alias="Range", description="One range of bytes: `bytes=0-1023`, `bytes=-500`.")
    ] = None,
    if_range: Annotated[str | None, Header(alias="If-Range")] = None,
    if_none_match: Annotated[str | None, Header(alias="If-None-Match")] = None,
) -> Response:
    """The document's bytes. They never change, so whoever has them may keep them."""
    async with context.work(access) as work:
        document = await visible_document(work, document_id, access)
    headers = _headers(document, download=download)
    if matches(headers["ETag"], if_none_match):
        return Response(status_code=304, headers=headers)
    try:
        span = span_of(document.size, headers["ETag"], range_header, if_range)
    except UnsatisfiableRangeError as error:
        raise Problem(
            416,
            "range_not_satisfiable",
            "The document has no such bytes",
            f"It has {document.size}.",
            headers={"Content-Range": f"bytes */{document.size}"},
        ) from error
    headers["Content-Length"] = str(span.length)
    if span.is_part:
        headers["Content-Range"] = span.content_range
    status = 206 if span.is_part else 200
    if request.method == "HEAD":
        return Response(status_code=status, headers=headers, media_type=document.content_type)
    chunks = await _open(context, document, span)
    return StreamingResponse(chunks, status, headers, media_type=document.content_type)


async def _open(context: Here, document: DocumentRow, span: Span) -> AsyncIterator[bytes]:
    try:
        return await context.store.open(document.object_key, start=span.start, end=span.end)
    except ObjectMissingError as error:
        raise Problem(404, "content_missing", "The document's bytes are gone") from error


def _headers(document: DocumentRow, *, download: bool) -> dict[str, str]:
    shown = not download and document.content_type in SHOWN_BY_BROWSERS
    return {
        "ETag": f'"{document.sha256}"',
        "Accept-Ranges": "bytes",
        "Content-Disposition": disposition(document.file_name, "inline" if shown else "attachment"),
        "Cache-Control": "private, max-age=3600, immutable",
        # What somebody uploaded must never run as a page of ours, nor be embedded by somebody else's.
        "X-Content-Type-Options": "nosniff",
        "Content-Security-Policy": "sandbox; default-src 'none'; frame-ancestors 'none'",
        "Cross-Origin-Resource-Policy": "same-site",
        "Referrer-Policy": "no-referrer",
    }


def disposition(name: str, kind: str) -> str:
    """``Content-Disposition`` (RFC 6266): the name in full, and in plain letters for old clients."""
    folded = unicodedata.normalize("NFKD", name).encode("ascii", "ignore").decode()
    plain = "".join(letter if letter.isalnum() or letter in " ._-()" else "_" for letter in folded) or "document"
    return f"{kind}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"
