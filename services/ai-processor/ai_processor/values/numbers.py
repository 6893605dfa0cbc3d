"""Numbers as they are written in Europe: ``1.450,00``, ``1,450.00``, ``1 450``, ``25000,000``.

A lone mark before exactly three digits can be read both ways. The document decides: numbers that can be read in only
one way vote, and the rest follow; a value's plausible range has the last word.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal

NUMBER = r"\d{1,3}(?:[ .,'\u00a0\u202f]\d{3})+(?:[.,]\d{1,3})?(?!\d)|\d+(?:[.,]\d{1,6})?(?!\d)"
_NUMBER = re.compile(rf"(?<![\w.,])(?:{NUMBER})(?![\w]*[./]\d)")
_MARKS = re.compile(r"[.,]")


def decimal_mark(texts: Iterable[str]) -> str:
    """The decimal mark of a document by vote; a comma, as in most of Europe, where nothing votes."""
    votes = {",": 0, ".": 0}
    for text in texts:
        for match in _NUMBER.finditer(text):
            if mark := _certain_mark(match.group()):
                votes[mark] += 1
    return "." if votes["."] > votes[","] else ","


def _certain_mark(number: str) -> str | None:
    marks = _MARKS.findall(number)
    if not marks:
        return None
    decimals = len(number) - number.rindex(marks[-1]) - 1
    if len(set(marks)) == 2 or (len(marks) == 1 and decimals != 3):
        return str(marks[-1])
    return ("." if marks[0] == "," else ",") if len(marks) > 1 else None


def parse_number(
    text: str, *, mark: str = ",", low: Decimal | None = None, high: Decimal | None = None
) -> Decimal | None:
    """Read one number.

    Args:
        mark: the document's decimal mark, for numbers that can be read both ways.
        low, high: the plausible range; the other reading is taken when only that one lies within.

    Returns:
        The number, or None when the text is none, or no reading is within the range.
    """
    compact = re.sub(r"[\s'\u00a0\u202f]", "", text)
    if not re.fullmatch(r"\d[\d.,]*", compact):
        return None
    for value in _readings(compact, mark):
        if (low is None or value >= low) and (high is None or value <= high):
            return value
    return None


def _readings(compact: str, mark: str) -> list[Decimal]:
    marks = _MARKS.findall(compact)
    if not marks:
        return [Decimal(compact)]
    whole, _, decimals = compact.rpartition(marks[-1])
    as_decimal = Decimal(f"{_MARKS.sub('', whole) or '0'}.{decimals or '0'}")
    as_thousands = Decimal(_MARKS.sub("", compact))
    if len(set(marks)) == 2 or len(decimals) != 3:
        return [as_decimal] if marks.count(marks[-1]) == 1 else [as_thousands]
    if len(marks) > 1:
        return [as_thousands]
    if len(whole) > 3 or whole == "0":
        return [as_decimal, as_thousands]
    return [as_decimal, as_thousands] if marks[0] == mark else [as_thousands, as_decimal]
