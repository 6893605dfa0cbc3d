"""What every rule works with."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from freightwire.events.base import Text
from freightwire.events.extraction import Issue, Severity

Values = Mapping[str, Any]
"""Normalised values by the path of their field."""
Rule = Callable[[Values, dt.date], Iterator[Issue]]
"""Takes the values and today's date, against which others are plausible or not."""
FURTHEST_DAYS = 400
"""A date further than this from the document's own, or from today, is a misread one."""


def issue(code: str, severity: Severity, field: str | None, ro: str, en: str) -> Issue:
    """An issue with its message in both languages."""
    return Issue(code=code, severity=severity, field=field, message=Text(ro=ro, en=en))


def missing(path: str, severity: Severity) -> Issue:
    """A field that the document should have stated."""
    return issue(
        "required_field_missing",
        severity,
        path,
        f"Câmpul obligatoriu „{path}” nu a fost găsit în document.",
        f"The required field “{path}” was not found in the document.",
    )


def check_near(path: str, date: dt.date, since: dt.date) -> Iterator[Issue]:
    """A date that is more than ``FURTHEST_DAYS`` from ``since``."""
    if abs((date - since).days) > FURTHEST_DAYS:
        yield issue(
            "date_implausible",
            Severity.WARNING,
            path,
            f"Data {date:%d.%m.%Y} este neobișnuit de îndepărtată.",
            f"The date {date} is unusually far away.",
        )


def ending(values: Values, *words: str) -> Iterator[tuple[str, Any]]:
    """The fields with a value whose path ends with one of ``words``: in an order and in the documents beside it."""
    for path, value in values.items():
        if value not in (None, "") and path.rpartition(".")[2] in words:
            yield path, value


def date_of(value: object) -> dt.date | None:
    """A field's date."""
    return dt.date.fromisoformat(value) if isinstance(value, str) else None


def stops_of(paths: Mapping[str, object]) -> int:
    """How many stops there are."""
    return 1 + max((int(match[1]) for path in paths if (match := re.match(r"stops\.(\d+)\.", path))), default=-1)
