"""``If-Match``: which version of an order a command was made against."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import Header
from freightwire.http import Problem

_ONE_VERSION = re.compile(r'(?:W/)?"(\d{1,18})"')

IfMatch = Annotated[
    str | None, Header(alias="If-Match", description='The version it was made against, as in ETag: `"17"`.')
]


def required_version(if_match: str | None) -> int | None:
    """The version that ``If-Match`` names; None for ``*``, which is whatever is current.

    Raises:
        Problem: 428 without the header, 400 where it is malformed.
    """
    if if_match is None:
        raise Problem(
            428,
            "if_match_needed",
            "If-Match is needed",
            'Send the version that the edit was made against, as its ETag: If-Match: "17".',
        )
    return expected_version(if_match)


def expected_version(if_match: str | None) -> int | None:
    """The version that ``If-Match`` names; None for ``*`` and where there is no such header.

    Raises:
        Problem: 400 where it is malformed.
    """
    if if_match is None or if_match.strip() == "*":
        return None
    match = _ONE_VERSION.fullmatch(if_match.strip())
    if match is None:
        raise Problem(
            400,
            "invalid_request",
            "If-Match is malformed",
            'It must be one version in quotes, for example "17", or *.',
            errors=[{"field": "If-Match", "message": "must be one version in quotes, or *"}],
        )
    return int(match[1])
