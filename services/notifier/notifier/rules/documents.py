"""A document of the order was read, or could not be."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freightwire.events.extraction import Severity
from freightwire.events.orders import OrderProcessingFailed, OrderValidationComplete

from notifier.rules.occurrence import Notice, Occurrence
from notifier.templates import counted, render

if TYPE_CHECKING:
    from collections.abc import Iterator

FAILED = "document_failed"
NEEDS_REVIEW = "order_needs_review"
READ = "document_read"


def document_failed(occurrence: Occurrence) -> Iterator[Notice]:
    """Tell who uploaded it and who is responsible for the order, with the reason in the reader's own words."""
    if isinstance(event := occurrence.event, OrderProcessingFailed):
        message = render(FAILED, order=occurrence.order, reason=event.message)
        for user in _interested(occurrence):
            yield Notice(user=user, kind=FAILED, message=message)


def document_read(occurrence: Occurrence) -> Iterator[Notice]:
    """Tell the same people how much there is to look at: only errors and warnings need a person."""
    if isinstance(event := occurrence.event, OrderValidationComplete):
        open_issues = sum(issue.severity is not Severity.INFO for issue in event.issues)
        kind = NEEDS_REVIEW if open_issues else READ
        message = render(kind, order=occurrence.order, issues=counted("issues", open_issues))
        for user in _interested(occurrence):
            yield Notice(user=user, kind=kind, message=message)


def _interested(occurrence: Occurrence) -> tuple[str, ...]:
    uploader = (occurrence.on_behalf_of,) if occurrence.on_behalf_of else ()
    return tuple(dict.fromkeys((*uploader, *occurrence.interested)))
