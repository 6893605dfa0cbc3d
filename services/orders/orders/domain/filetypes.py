"""Which files are taken in, and names fit to be shown."""

from __future__ import annotations

import unicodedata
from pathlib import PurePosixPath

from freightwire.filetypes import EMAIL, JPEG, PDF, PNG, TIFF, XML

ACCEPTED = (PDF, PNG, JPEG, TIFF, XML, EMAIL)
"""What is taken in, by its content."""
SHOWN_BY_BROWSERS = frozenset({PDF, PNG, JPEG, TIFF})
"""What a browser may show in place; the rest is only ever saved."""
NAME_LIMIT = 200


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
