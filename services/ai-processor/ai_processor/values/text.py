"""Text made comparable. Every function here keeps the length, so that positions stay valid."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_CEDILLA = str.maketrans("şŞţŢ", "șȘțȚ")


def comma_below(text: str) -> str:
    """Romanian letters as they are spelled: ş and ţ (cedilla, from old fonts) become ș and ț."""
    return text.translate(_CEDILLA)


@lru_cache(maxsize=4096)
def _fold(char: str) -> str:
    if char == "…":
        return char
    base = unicodedata.normalize("NFKD", char)[0].lower()
    return {"ß": "s", "ł": "l", "đ": "d", "ø": "o", "ı": "i", "–": "-", "—": "-", "−": "-", "’": "'"}.get(base, base[0])


def is_numbered_sentence(text: str) -> bool:
    """Whether the text is one of several numbered sentences, as conditions and articles are."""
    return (
        re.match(r"\s*(?:(?:[Aa]rt(?:icolul|icle|ikel)?|§)\.?\s*\d|\d{1,2}[.)]\s)", text) is not None and len(text) > 60
    )


def fold(text: str) -> str:
    """Lower case without diacritics and with plain dashes: ``Încărcare`` becomes ``incarcare``."""
    return "".join(map(_fold, text))
