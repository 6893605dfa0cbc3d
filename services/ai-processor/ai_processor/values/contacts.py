"""Telephone numbers, e-mail addresses, and the names of people beside them."""

from __future__ import annotations

import re

_EMAIL = re.compile(r"[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}")
_PHONE = re.compile(r"(?<![\w/+(])(?:\(?\+|00)\d[\d\s()./-]{6,18}\d(?!\w)|(?<![\w/])\(?0\d[\d\s()./-]{6,14}\d(?!\w)")
_PHONE_LABEL = re.compile(
    r"[\s,;/|(–-]*\b(?:tel(?:efon)?|mob(?:il)?|phone|gsm|handy|e-?mail|fax|cnp|ci|c\.i|serie)\b.*$", re.IGNORECASE
)

Span = tuple[int, int]


def find_emails(text: str) -> list[Span]:
    """Where e-mail addresses stand."""
    return [match.span() for match in _EMAIL.finditer(text)]


def find_phones(text: str) -> list[Span]:
    """Where telephone numbers of 9 to 15 digits stand (dates and account numbers are none)."""
    spans = []
    for match in _PHONE.finditer(text):
        digits = re.sub(r"\D", "", match.group())
        if 9 <= len(digits) <= 15 and not re.fullmatch(r"\d{1,2}[./-]\d{1,2}[./-]\d{4}", match.group()):
            spans.append(match.span())
    return spans


def normal_phone(text: str) -> str:
    """The number with a plus and digits only: ``+40744123456``; a national Romanian number keeps its zero."""
    digits = re.sub(r"\D", "", text)
    if text.strip().startswith(("+", "(+")):
        return f"+{digits}"
    return f"+{digits[2:]}" if digits.startswith("00") else digits


def person_length(text: str) -> int:
    """How many characters from the start of ``text`` are a person's name, before numbers and contact words."""
    cut = _PHONE_LABEL.sub("", text)
    cut = re.split(r"[,;|/(]|\s[-–]\s|\+?\d", cut, maxsplit=1)[0]
    return len(cut.rstrip(" :.-–"))
