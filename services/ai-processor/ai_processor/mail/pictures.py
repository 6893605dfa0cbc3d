"""Which pictures of an e-mail are documents, and which only dress it: logos, signatures, buttons, counting pixels."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ai_processor.mail.parts import MailFile

SMALLEST_DOCUMENT = 200
"""Pixels of the shorter side: on less nobody can read a document."""
SMALLEST_SHOWN = 600
"""A picture that is shown within the text is a pasted document from this size on; a banner is wide, but not high."""
SMALL_BYTES = 20_000
"""Where the size in pixels cannot be told."""


def is_decoration(file: MailFile, shown: frozenset[str]) -> bool:
    """Whether a picture is no document.

    A photo of a CMR often stands in the text of a mail as the sender's logo does. Its size tells them apart: no
    document is less than ``SMALLEST_DOCUMENT`` pixels wide or high, and no logo has ``SMALLEST_SHOWN`` both ways.

    Args:
        file: a picture, by its content.
        shown: the content ids that the mail's HTML shows.
    """
    size = pixels(file.data)
    is_shown = not file.is_attachment or file.content_id in shown
    if size is None:
        return is_shown and len(file.data) < SMALL_BYTES
    return min(size) < (SMALLEST_SHOWN if is_shown else SMALLEST_DOCUMENT)


def pixels(data: bytes) -> tuple[int, int] | None:
    """Width and height of a PNG, GIF or JPEG picture, from its header; None where that does not tell."""
    if data.startswith(b"\x89PNG\r\n\x1a\n") and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return width, height
    if data.startswith(b"GIF8") and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return width, height
    return _jpeg(data) if data.startswith(b"\xff\xd8") else None


def _jpeg(data: bytes) -> tuple[int, int] | None:
    position = 2
    while position + 9 <= len(data) and data[position] == 0xFF:
        marker, length = data[position + 1], int.from_bytes(data[position + 2 : position + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in {0xC4, 0xC8, 0xCC}:
            height, width = struct.unpack(">HH", data[position + 5 : position + 9])
            return width, height
        if length < 2:
            return None
        position += 2 + length
    return None
