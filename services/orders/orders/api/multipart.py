"""Read ``multipart/form-data`` as it arrives.

Starlette's own parser writes every file to a temporary file before a handler sees the first byte, so its size could be
judged only after all of it came in. Here the parts are handed on piece by piece.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

HEADER_COUNT_LIMIT = 8
HEADER_SIZE_LIMIT = 4096


class MalformedMultipartError(ValueError):
    """The body is not what its Content-Type says, or breaks a limit on parts and headers."""


@dataclass(slots=True)
class Part:
    """A part of the body. ``file_name`` is None for a plain form field. ``chunks`` must be used up before the next
    part."""

    name: str
    file_name: str | None
    chunks: AsyncIterator[bytes]


@dataclass(frozen=True, slots=True)
class _Begin:
    disposition: bytes


class _End:
    """The end of a part."""


class _Callbacks:
    """Turns the parser's callbacks into a row of begin, data and end."""

    def __init__(self) -> None:
        self.waiting: deque[_Begin | bytes | _End] = deque()
        self.complete = False
        self._name = b""
        self._value = b""
        self._disposition = b""

    def on_part_begin(self) -> None:
        self._disposition = b""

    def on_header_field(self, data: bytes, start: int, end: int) -> None:
        self._name += data[start:end]

    def on_header_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def on_header_end(self) -> None:
        if self._name.strip().lower() == b"content-disposition":
            self._disposition = self._value
        self._name = self._value = b""

    def on_headers_finished(self) -> None:
        self.waiting.append(_Begin(self._disposition))

    def on_part_data(self, data: bytes, start: int, end: int) -> None:
        self.waiting.append(data[start:end])

    def on_part_end(self) -> None:
        self.waiting.append(_End())

    def on_end(self) -> None:
        self.complete = True


class MultipartReader:
    """The parts of a request's body, one after the other. Holds no more than one chunk of the body at a time."""

    def __init__(self, content_type: str, body: AsyncIterator[bytes], *, part_limit: int) -> None:
        """Prepare to read.

        Raises:
            MalformedMultipartError: the content type names no boundary.
        """
        media_type, options = parse_options_header(content_type)
        if media_type != b"multipart/form-data" or not options.get(b"boundary"):
            raise MalformedMultipartError("Content-Type must be multipart/form-data with a boundary")
        self._body = body
        self._part_limit = part_limit
        self._events = _Callbacks()
        try:
            self._parser = MultipartParser(
                options[b"boundary"],
                {
                    "on_part_begin": self._events.on_part_begin,
                    "on_part_data": self._events.on_part_data,
                    "on_part_end": self._events.on_part_end,
                    "on_header_field": self._events.on_header_field,
                    "on_header_value": self._events.on_header_value,
                    "on_header_end": self._events.on_header_end,
                    "on_headers_finished": self._events.on_headers_finished,
                    "on_end": self._events.on_end,
                },
                max_header_count=HEADER_COUNT_LIMIT,
                max_header_size=HEADER_SIZE_LIMIT,
            )
        except FormParserError as error:
            raise MalformedMultipartError(str(error)) from error

    async def parts(self) -> AsyncIterator[Part]:
        """The parts as they arrive; what the caller leaves of a part is read and dropped.

        Raises:
            MalformedMultipartError: the body is cut short, malformed, or has too many parts.
        """
        count = 0
        while True:
            event = await self._next()
            if event is None:
                return
            if not isinstance(event, _Begin):
                continue  # the rest of a part that the caller did not want
            count += 1
            if count > self._part_limit:
                raise MalformedMultipartError(f"more than {self._part_limit} parts")
            _, options = parse_options_header(event.disposition.decode("latin-1"))
            if b"name" not in options:
                raise MalformedMultipartError("a part has no name")
            file_name = options.get(b"filename")
            yield Part(
                options[b"name"].decode("utf-8", "replace"),
                None if file_name is None else file_name.decode("utf-8", "replace"),
                self._chunks(),
            )

    async def _chunks(self) -> AsyncIterator[bytes]:
        while True:
            event = await self._next()
            if not isinstance(event, bytes):
                return
            yield event

    async def _next(self) -> _Begin | bytes | _End | None:
        while not self._events.waiting:
            chunk = await anext(self._body, b"")
            if not chunk:
                if self._events.complete:
                    return None
                raise MalformedMultipartError("the body ends before the last boundary")
            try:
                self._parser.write(chunk)
            except FormParserError as error:
                raise MalformedMultipartError(str(error)) from error
        return self._events.waiting.popleft()


async def drain(part: Part, *, at_most: int) -> bool:
    """Read and drop what is left of a part. False where more than ``at_most`` bytes are left."""
    dropped = 0
    async for chunk in part.chunks:
        dropped += len(chunk)
        if dropped > at_most:
            return False
    return True
