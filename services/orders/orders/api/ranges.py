"""Parts of a representation (RFC 9110 §14): which bytes a request asks for."""

from __future__ import annotations

import re
from dataclasses import dataclass

_ONE_RANGE = re.compile(r"bytes=\s*(\d{0,18})-(\d{0,18})\s*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Span:
    """Bytes from ``start`` up to and without ``end``, of ``size`` in all."""

    start: int
    end: int
    size: int

    @property
    def length(self) -> int:
        """How many bytes."""
        return self.end - self.start

    @property
    def is_part(self) -> bool:
        """Whether something is left out."""
        return self.length < self.size

    @property
    def content_range(self) -> str:
        """The value of ``Content-Range``."""
        return f"bytes {self.start}-{self.end - 1}/{self.size}"


class UnsatisfiableRangeError(ValueError):
    """The range lies beyond the end."""


def span_of(size: int, etag: str, range_header: str | None, if_range: str | None) -> Span:
    """The bytes that a request asks for.

    The whole is sent where the header is absent, is none of ours (another unit, several ranges: RFC 9110 lets a server
    ignore them), or where ``If-Range`` names another state of the thing.

    Raises:
        UnsatisfiableRangeError: nothing of the range exists.
    """
    whole = Span(0, size, size)
    if range_header is None or (if_range is not None and if_range.strip() != etag):
        return whole
    match = _ONE_RANGE.fullmatch(range_header.strip())
    if match is None or not (match[1] or match[2]):
        return whole
    if not match[1]:
        length = min(int(match[2]), size)
        if not length:
            raise UnsatisfiableRangeError(range_header)
        return Span(size - length, size, size)
    start, end = int(match[1]), min(int(match[2]) + 1 if match[2] else size, size)
    if match[2] and int(match[2]) < start:
        return whole  # not a range at all
    if start >= size:
        raise UnsatisfiableRangeError(range_header)
    return Span(start, end, size)


def matches(etag: str, if_none_match: str | None) -> bool:
    """Whether ``If-None-Match`` names this state of the thing (weak comparison)."""
    if if_none_match is None:
        return False
    named = [one.strip().removeprefix("W/") for one in if_none_match.split(",")]
    return etag in named or named == ["*"]
