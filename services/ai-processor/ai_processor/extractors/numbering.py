"""What a document is called: its number with its series, and the date that stands beside it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ai_processor.extractors.cells import STRONG, Span
from ai_processor.extractors.evidence import Finding, Parsed, best_labelled, finding
from ai_processor.extractors.particulars import document_number
from ai_processor.values.dates import find_dates

if TYPE_CHECKING:
    from ai_processor.extractors.view import View

TITLE_SHARE = 0.4
"""The share of the first page in which the title stands."""
OUTSIDE = ("terms",)
_SERIES = re.compile(
    r"^([A-Z]{1,8}(?:[ -][A-Z]{1,4})?)\s*[,;.]?\s*(?:nr|no|num[aă]r(?:ul)?|n°)\s*[.:]?\s*(\d[\dA-Z]*(?:[/-]\d+)*)",
    re.IGNORECASE,
)


def number_of_title(view: View) -> Finding | None:
    """At the label of the number, else after the title; a series in a cell of its own belongs to it.

    The view's labels are ``number``, ``title``, ``series`` and, for a bare "Nr.", ``any_number``.
    """
    head = head_of(view)
    found = best_labelled(view, ["number"], _numbered, skip_kinds=OUTSIDE)
    found = found or best_labelled(head, ["title"], _numbered)
    found = found or best_labelled(head, ["any_number"], document_number, least=STRONG)
    series = best_labelled(head, ["series"], _series)
    if found and series and str(found.value).isdecimal():
        return finding(f"{series.value} {found.value}", found.span, found.link, *found.reasons, "series")
    return found


def _numbered(span: Span) -> Parsed:
    """ "TRX nr. 000123": the series belongs to the number."""
    match = _SERIES.match(span.text)
    if match is None:
        return document_number(span)
    return f"{match[1]} {match[2]}", span.part(*match.span()), None


def _series(span: Span) -> Parsed:
    match = re.match(r"([A-Z]{1,8})\b(?!\s*\d)", span.text)
    return (match[1], span.part(*match.span()), None) if match else None


def head_of(view: View) -> View:
    """Only the head of the first page."""
    limit = view.pages[0].height * TITLE_SHARE
    return view.narrowed([cell for cell in view.cells if cell.segment.page == 1 and cell.rect.y1 < limit])


def date_beside(number: Finding | None) -> Finding | None:
    """ "Nr. 471102 vom 05.03.2018": right after the number."""
    if number is None:
        return None
    rest = Span(number.span.segment, number.span.end, len(number.span.segment.text))
    dates = find_dates(rest.text[:40])
    if not dates:
        return None
    return finding(dates[0].value.isoformat(), rest.part(dates[0].start, dates[0].end), 0.9, "beside_number")
