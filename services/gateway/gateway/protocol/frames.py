"""WebSocket text frames from a server (RFC 6455 section 5.2): final, unmasked, uncompressed."""

from __future__ import annotations

FINAL_TEXT = 0x81


def text_frame(payload: bytes) -> bytes:
    """The frame of one text message; ``payload`` is UTF-8."""
    size = len(payload)
    if size < 126:
        return bytes((FINAL_TEXT, size)) + payload
    if size < 65536:
        return b"\x81\x7e" + size.to_bytes(2, "big") + payload
    return b"\x81\x7f" + size.to_bytes(8, "big") + payload


def payload_of_frame(frame: bytes) -> bytes:
    """What ``text_frame`` was given."""
    length = frame[1]
    if length < 126:
        return frame[2:]
    return frame[4:] if length == 126 else frame[10:]
