"""Number plates: Romanian ones by their county codes, foreign ones by their look."""

from __future__ import annotations

import re

from ai_processor.values.countries import COUNTIES

_ROMANIAN = re.compile(r"(?<![A-Z0-9])(B|[A-Z]{2})[ .-]?(\d{2,3})[ .-]?([A-Z]{3})(?![A-Z0-9])")
_TEMPORARY = re.compile(r"(?<![A-Z0-9])(B|[A-Z]{2})[ .-]?(0\d{2,5})(?![A-Z0-9])")
_FOREIGN = re.compile(
    r"(?<![A-Z0-9])(?:"
    r"[A-Z]{1,3}[ -][A-Z]{1,2}[ -]?\d{1,4}[EH]?"  # Germany, Austria
    r"|[A-Z]{1,2}[ -]?\d{4}[ -]?[A-Z]{2}"  # Bulgaria, Ukraine
    r"|[A-Z]{3}[ -]?\d{3}"  # Hungary, Lithuania
    r"|[A-Z]{2}[ -]?[A-Z]{2}[ -]?\d{3}"  # Hungary since 2022
    r"|[A-Z]{2}[ -]?\d{3}[ -]?[A-Z]{2}"  # France, Italy, Slovakia, Serbia
    r"|[A-Z]{3}[ -]?\d{4}"  # Greece
    r"|[A-Z]{2,3}[ -]?[0-9A-Z]{4,5}"  # Poland
    r"|\d[A-Z]\d[ -]?\d{4}"  # Czechia
    r"|[A-Z]{1,2}[ -]?\d{3,6}[A-Z]{0,2}"
    r")(?![A-Z0-9])"
)

Span = tuple[int, int]


def find_plates(text: str, *, foreign: bool) -> list[Span]:
    """Where number plates stand in ``text``; foreign shapes only where a label says that a plate is there."""
    upper = text.upper()
    spans = [match.span() for match in _ROMANIAN.finditer(upper)]
    if foreign:
        for pattern in (_TEMPORARY, _FOREIGN):
            for match in pattern.finditer(upper):
                apart = all(match.end() <= start or match.start() >= end for start, end in spans)
                if apart and any(char.isdigit() for char in match.group()):
                    spans.append(match.span())
    return sorted(spans)


def normal_plate(text: str) -> str:
    """The plate without separators: ``IS18SOM``."""
    return re.sub(r"[^0-9A-Z]", "", text.upper())


def romanian_plate_problem(plate: str) -> str | None:
    """What is wrong with a plate that has the Romanian shape: ``county``, ``letters`` or ``digits``.

    None for a good one, and for every other shape: foreign plates are normal.
    """
    match = re.fullmatch(r"(B|[A-Z]{2})(\d{2,3})([A-Z]{3})", plate)
    if not match:
        return None
    county, digits, letters = match.groups()
    if county not in COUNTIES:
        return "county"
    if "Q" in letters or letters[0] in "IO":
        return "letters"
    return "digits" if len(digits) == 3 and county != "B" else None
