"""Server-Sent Events (HTML Living Standard, section 9.2): blocks of a ``text/event-stream``."""

from __future__ import annotations

COMMENT = b":\n\n"
"""Says nothing; keeps proxies and both ends sure of each other."""


def block(payload: bytes, *, cursor: str | None = None, name: str | None = None) -> bytes:
    """One message as a block of the stream; its reader gets ``payload`` back.

    Args:
        payload: JSON. Where it has line breaks, which can only be white space in it, each line is a field of
            its own, and the reader joins them with line feeds.
        cursor: the block's ``id``, which a client that comes back names as ``Last-Event-ID``.
        name: what kind of message it is; events have no name.
    """
    head = b""
    if cursor is not None:
        head += b"id: %s\n" % cursor.encode()
    if name is not None:
        head += b"event: %s\n" % name.encode()
    if b"\n" in payload or b"\r" in payload:
        payload = b"\ndata: ".join(payload.splitlines())
    return b"".join((head, b"data: ", payload, b"\n\n"))


def opening(retry_ms: int) -> bytes:
    """The first bytes of a stream, sent at once: how long a client waits before it comes back by itself."""
    return b"retry: %d\n\n" % retry_ms
