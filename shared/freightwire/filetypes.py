"""What a file is, by its first bytes. Names and declared types prove nothing."""

from __future__ import annotations

import re

HEAD_BYTES = 1024
"""How much of a file is looked at."""
PDF = "application/pdf"
PNG = "image/png"
JPEG = "image/jpeg"
TIFF = "image/tiff"
XML = "application/xml"
EMAIL = "message/rfc822"
UNKNOWN = "application/octet-stream"

_MAGIC = (
    (b"%PDF-", PDF),
    (b"\x89PNG\r\n\x1a\n", PNG),
    (b"\xff\xd8\xff", JPEG),
    (b"II*\x00", TIFF),
    (b"MM\x00*", TIFF),
    (b"GIF8", "image/gif"),
    (b"PK\x03\x04", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"MZ", "application/x-msdownload"),
    (b"{\\rtf", "application/rtf"),
    (b"<?xml", XML),
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
        (_MAIL_HEADER, EMAIL),
        (_MARKUP, "text/html"),
        (_XML_ELEMENT, XML),
    ):
        if pattern.match(start):
            return media_type
    return UNKNOWN
