"""Dates and times of day, and windows of them."""

from __future__ import annotations

import datetime as dt
import re
from typing import NamedTuple

from ai_processor.values.text import fold

_MONTHS = {
    1: "ianuarie ian january jan januar janner janvier gennaio enero januari",
    2: "februarie feb february februar fevrier febbraio februari",
    3: "martie mar march marz mart mars marzo maart",
    4: "aprilie apr april avril aprile",
    5: "mai may maggio mei",
    6: "iunie iun june jun juni juin giugno",
    7: "iulie iul july jul juli juillet luglio",
    8: "august aug aout agosto",
    9: "septembrie sept sep september septembre settembre",
    10: "octombrie oct october okt oktober octobre ottobre",
    11: "noiembrie noi nov november novembre",
    12: "decembrie dec december dez dezember decembre dicembre",
}
_MONTH_OF = {name: month for month, names in _MONTHS.items() for name in names.split()}
_NAMES = "|".join(sorted(_MONTH_OF, key=len, reverse=True))

_DATE = re.compile(
    r"(?<![\d.])(?:"
    r"(?P<y1>20\d\d)(?P<s1>[-./])(?P<m1>\d{1,2})(?P=s1)(?P<d1>\d{1,2})"
    r"|(?P<d2>\d{1,2})\s?(?P<s2>[-./])\s?(?P<m2>\d{1,2})\s?(?P=s2)\s?(?P<y2>20\d\d|\d\d)"
    rf"|(?P<d3>\d{{1,2}})(?:st|nd|rd|th|\.)?[\s.-]+(?:of\s+)?(?P<m3>{_NAMES})\.?,?[\s.-]+(?P<y3>20\d\d)"
    rf"|(?P<m4>{_NAMES})\.?\s+(?P<d4>\d{{1,2}})(?:st|nd|rd|th)?,?\s+(?P<y4>20\d\d)"
    r")(?!\d|[/-]\d|\.\d)"
)


class DateFound(NamedTuple):
    """A date and where in the text it stands."""

    value: dt.date
    start: int
    end: int


def find_dates(text: str) -> list[DateFound]:
    """All dates in ``text``, in order. The day comes before the month, as everywhere in Europe."""
    found = []
    for match in _DATE.finditer(fold(text)):
        parts = {name[0]: value for name, value in match.groupdict().items() if value and name[0] in "dmy"}
        month = _MONTH_OF.get(parts["m"]) or int(parts["m"])
        year = int(parts["y"]) + (2000 if len(parts["y"]) == 2 else 0)
        try:
            found.append(DateFound(dt.date(year, month, int(parts["d"])), match.start(), match.end()))
        except ValueError:  # 31.02., or a number that only looks like a date
            continue
    return found


class WindowFound(NamedTuple):
    """A window of the day (``until`` None for one time, ``since`` None for "until 15:00") and where it stands."""

    since: dt.time | None
    until: dt.time | None
    start: int
    end: int


_CLOCK = (
    r"(?P<h{0}>[01]?\d|2[0-4])(?:\s?[:.h]\s?(?P<m{0}>[0-5]\d)|(?P<o{0}>\s?h(?![a-z])))?(?:\s?(?P<p{0}>[ap])\.?m\b\.?)?"
)
_SEPARATOR = r"\s*(?:h|ora|orele|uhr)?\s*(?:-|pana la|si|la|to|till|until|bis|and|/|÷)\s*(?:ora\s+|orele\s+)?"
_WINDOW = re.compile(rf"(?<![\d.,:/])(?<!\d-){_CLOCK.format(1)}{_SEPARATOR}{_CLOCK.format(2)}(?![\d:]|[.,/-]\d)")
_COMPACT = re.compile(r"(?<!\d)(?P<h1>[01]\d|2[0-3])(?P<m1>[0-5]\d)\s*-\s*(?P<h2>[01]\d|2[0-4])(?P<m2>[0-5]\d)(?!\d)")
_SINGLE = re.compile(
    r"(?:(?P<until>pana la|pana in|until|till|before|bis|cel tarziu|latest)\s*)?(?:\b(?:ora|orele|at|um)\s*:?\s*)?"
    r"(?<![\d.,:/])(?<!\d-)(?P<h1>[01]?\d|2[0-3])(?:\s?:\s?(?P<m1>[0-5]\d)|\s?h\s?(?P<n1>[0-5]\d))"
    r"(?:\s?(?P<p1>[ap])\.?m\b\.?)?(?::\d\d)?(?![\d:])"
)
_HOUR = re.compile(r"\b(?:ora|orele|um)\s*:?\s*(?P<h1>[01]?\d|2[0-3])(?:[.](?P<m1>[0-5]\d))?(?![\d:.,])")


def find_windows(text: str) -> list[WindowFound]:
    """All times and windows of time in ``text``: ``08:00 - 12:00``, ``8h00 - 15h00``, ``0800-1600``, ``ora 9``."""
    folded = fold(text)
    for pattern in (_WINDOW, _COMPACT):
        found = [window for match in pattern.finditer(folded) if (window := _window(match))]
        if found:
            return found
    found = []
    for match in _SINGLE.finditer(folded):
        clock = _clock(match["h1"], match["m1"] or match["n1"], match["p1"])
        until = bool(match["until"])
        found.append(WindowFound(None if until else clock, clock if until else None, match.start(), match.end()))
    if not found:
        found = [
            WindowFound(_clock(match["h1"], match["m1"]), None, match.start(), match.end())
            for match in _HOUR.finditer(folded)
        ]
    return found


def _window(match: re.Match[str]) -> WindowFound | None:
    parts = match.groupdict()
    marked = [bool(parts.get(f"m{side}") or parts.get(f"o{side}") or parts.get(f"p{side}")) for side in (1, 2)]
    if not any(marked):  # "2 - 8" alone is no window
        before = match.string[max(0, match.start() - 16) : match.start()]
        if not re.search(r"\b(?:ora|orele|orar|program|interval|uhr|time)\b[^\w]*(?:orar)?\W*$", before):
            return None
    since, until = (_clock(parts[f"h{side}"], parts[f"m{side}"], parts.get(f"p{side}")) for side in (1, 2))
    return WindowFound(since, until, match.start(), match.end())


def _clock(hour: str, minute: str | None, half: str | None = None) -> dt.time:
    hours = int(hour) % 24
    if half == "p" and hours < 12:
        hours += 12
    elif half == "a" and hours == 12:
        hours = 0
    return dt.time(hours, int(minute or 0))
