"""Conditional reading: what the client has already is not sent again (RFC 9110 §13)."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import Header, Response

IfNoneMatch = Annotated[
    str | None,
    Header(alias="If-None-Match", max_length=1000, description="The `ETag` of what is known: 304 if it still holds."),
]
NOT_MODIFIED: dict[int | str, dict[str, Any]] = {304: {"description": "As known: nothing is sent."}}
"""For the OpenAPI document."""
CACHING = {"Cache-Control": "private, no-cache", "Vary": "Authorization"}
"""Whoever keeps a copy asks whether it still holds, and shares it with nobody."""


def order_tag(version: int) -> str:
    """The ETag of an order at ``version``."""
    return f'"{version}"'


def matches(if_none_match: str | None, tag: str) -> bool:
    """Whether one of the tags in ``If-None-Match`` is ``tag``, compared weakly."""
    if if_none_match is None:
        return False
    known = {one.strip().removeprefix("W/") for one in if_none_match.split(",")}
    return "*" in known or tag.removeprefix("W/") in known


def not_modified(tag: str) -> Response:
    """The answer to who has it already."""
    return Response(status_code=304, headers={"ETag": tag, **CACHING})
