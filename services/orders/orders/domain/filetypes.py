"""What a file is, by its first bytes. Names and declared types prove nothing."""

from __future__ import annotations

import re
import unicodedata
from pathlib import PurePosixPath

HEAD_BYTES = 1024
"""How much of a file is looked at."""
PDF = "application/pdf"
ACCEPTED = (PDF, "image/png", "image/jpeg", "image/tiff")
"""What is taken in."""
UNKNOWN = "application/octet-stream"
NAME_LIMIT = 200

_MAGIC = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"GIF8", "image/gif"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"{\\rtf", "application/rtf"),
    (b"<?xml", "application/xml"),
)
_MAIL_HEADER = re.compile(
    rb"^(received|return-path|delivered-to|mime-version|message-id|from|to|subject|date|x-[\w-]+):",
    re.IGNORECASE,
)
_MARKUP = re.compile(rb"^<(!doctype\s+html|html|head|body|script)\b", re.IGNORECASE)
_XML_ELEMENT = re.compile(rb"^<[A-Za-z_][\w.:-]*[\s>/]")


def detect(head: bytes) -> str:
    """The media type of a file that begins with ``head`` (up to ``HEAD_BYTES``)."""
    start = head[:HEAD_BYTES].removeprefix(b"\xef\xbb\xbf").lstrip(b" \t\r\n\x00")
    for magic, media_type in _MAGIC:
        if head.startswith(magic) or start.startswith(magic):
            return media_type
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "image/webp"
    for pattern, media_type in (
        (_MAIL_HEADER, "message/rfc822"),
        (_MARKUP, "text/html"),
        (_XML_ELEMENT, "application/xml"),
    ):
        if pattern.match(start):
            return media_type
    return UNKNOWN


def safe_name(name: str) -> str:
    """A file name fit to be shown and sent back: no path, no control or direction characters, not too long."""
    last = PurePosixPath(name.replace("\\", "/")).name
    clean = "".join(letter for letter in last if unicodedata.category(letter)[0] != "C").strip(" .")
    if len(clean) > NAME_LIMIT:
        stem, dot, suffix = clean.rpartition(".")
        clean = (
            f"{stem[: NAME_LIMIT - len(suffix) - 1]}{dot}{suffix}" if dot and len(suffix) <= 10 else clean[:NAME_LIMIT]
        )
    return clean or "document"
