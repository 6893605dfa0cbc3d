"""Server-Sent Events, from bytes as they come (WHATWG HTML, section 9.2)."""

from __future__ import annotations

import codecs
from collections.abc import Iterator
from dataclasses import dataclass

LINE_LIMIT = 16 * 1024 * 1024
"""Characters that may wait for the end of their line, or of their event."""


class SseOverflowError(ValueError):
    """The stream is not Server-Sent Events, or not ours: one event has no end."""


@dataclass(frozen=True, slots=True)
class SseMessage:
    """One event of the stream. ``data`` is empty where only the id was moved on."""

    event: str
    data: str
    id: str | None


class SseParser:
    """Feed it what arrives, in pieces of any size."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""
        self._begun = False
        self._event = ""
        self._data: list[str] = []
        self._size = 0
        self._id: str | None = None

    def feed(self, chunk: bytes) -> Iterator[SseMessage]:
        """The messages that ``chunk`` completes.

        Raises:
            SseOverflowError: too much without an end.
        """
        self._rest += self._decoder.decode(chunk)
        if not self._begun and self._rest:
            self._rest = self._rest.removeprefix("\ufeff")
            self._begun = True
        while (line := self._next_line()) is not None:
            message = self._line(line)
            if message is not None:
                yield message
        if len(self._rest) + self._size > LINE_LIMIT:
            raise SseOverflowError(f"an event of more than {LINE_LIMIT} characters")

    def _next_line(self) -> str | None:
        """Lines end with CR, LF or both; a CR at the very end may be the first half of both."""
        ends = [at for at in (self._rest.find("\r"), self._rest.find("\n")) if at >= 0]
        if not ends:
            return None
        end = min(ends)
        if self._rest[end] == "\r":
            if end + 1 == len(self._rest):
                return None
            width = 2 if self._rest[end + 1] == "\n" else 1
        else:
            width = 1
        line, self._rest = self._rest[:end], self._rest[end + width :]
        return line

    def _line(self, line: str) -> SseMessage | None:
        if not line:
            return self._dispatch()
        name, _, value = line.partition(":")
        value = value.removeprefix(" ")
        if name == "data":
            self._data.append(value)
            self._size += len(value)
        elif name == "event":
            self._event = value
        elif name == "id" and "\0" not in value:
            self._id = value
        return None  # a comment, or a field that is none of ours

    def _dispatch(self) -> SseMessage | None:
        event, data, self._event, self._data, self._size = self._event, self._data, "", [], 0
        identity, self._id = self._id, None
        if not data and not event and identity is None:
            return None
        return SseMessage(event or "message", "\n".join(data), identity)
