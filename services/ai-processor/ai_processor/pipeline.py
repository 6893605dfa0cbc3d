"""From bytes to what they say: the stages in their order, with progress as work is done."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from freightwire.events.extraction import DocumentKind, Page, Stage
from freightwire.events.orders import FieldSummary

from ai_processor.reading import Progress, Reading
from ai_processor.stages.classify import Classification, classify
from ai_processor.stages.contents import read_content
from ai_processor.stages.extract import READERS, extract
from ai_processor.stages.handing_on import text_of
from ai_processor.stages.validate import confidence_of, validate

if TYPE_CHECKING:
    from freightwire.events.extraction import FieldFound

    from ai_processor.extractors.evidence import Findings
    from ai_processor.reading import Limits
    from ai_processor.stages.contents import Content
    from ai_processor.stages.extract import OnProgress as Extracting

OnProgress = Callable[[Progress], None]

TEXT_ENDS, CLASSIFY_ENDS, EXTRACT_ENDS, VALIDATE_ENDS = 50, 55, 90, 95
"""Percent at the end of each stage; ``done`` is 100."""

LEAST_OF_AN_ORDER = 6
"""Fields that the text of an e-mail must state before it is held to be an order; with fewer it only speaks of one."""


def read_document(data: bytes, *, limits: Limits, today: dt.date, on_progress: OnProgress) -> Reading:
    """Read a document.

    Args:
        today: against which dates are plausible.
        on_progress: called at every stage's start, after every page and after every group of fields.

    Raises:
        UnreadableError: with the reason.
    """
    seconds: dict[Stage, float] = {}
    on_progress(Progress(stage=Stage.TEXT, progress=0))
    with _timed(seconds, Stage.TEXT):
        content = read_content(
            data,
            limits,
            lambda page, pages: on_progress(
                Progress(stage=Stage.TEXT, progress=TEXT_ENDS * page // pages, page=page, pages=pages)
            ),
        )
    pages = len(content.pages) or None
    on_progress(Progress(stage=Stage.CLASSIFY, progress=TEXT_ENDS, pages=pages))
    with _timed(seconds, Stage.CLASSIFY):
        text_kind, kind_confidence = _kind_of_text(content)
        kind = DocumentKind.EMAIL if content.is_mail else text_kind

    def extracting(tried: int, known: int, findings: Findings | None) -> None:
        share = (EXTRACT_ENDS - CLASSIFY_ENDS) * tried // max(known, 1)
        on_progress(
            Progress(
                stage=Stage.EXTRACT,
                progress=CLASSIFY_ENDS + share,
                pages=pages,
                kind=kind,
                confidence=findings.mean_confidence if findings else None,
                fields_found=len(findings) if findings else 0,
                fields=findings.summaries() if findings else [],
            )
        )

    extracting(0, 1, None)
    with _timed(seconds, Stage.EXTRACT):
        fields = _fields(content, text_kind, extracting)
    judged_as = text_kind if content.is_mail and _is_the_order(content, text_kind, len(fields)) else kind
    confidence = confidence_of(fields, judged_as)
    on_progress(
        Progress(
            stage=Stage.VALIDATE,
            progress=EXTRACT_ENDS,
            pages=pages,
            kind=kind,
            confidence=confidence,
            fields_found=len(fields),
            fields=[FieldSummary.of(found) for found in fields],
        )
    )
    with _timed(seconds, Stage.VALIDATE):
        issues = validate(fields, judged_as, today=today)
    return Reading(
        kind=kind,
        kind_confidence=1.0 if content.is_mail else kind_confidence,
        confidence=confidence,
        pages=[
            Page(number=page.number, width=round(page.width, 2), height=round(page.height, 2), source=page.source)
            for page in content.pages
        ],
        fields=fields,
        issues=content.issues + issues,
        seconds=seconds,
        parts=content.parts,
        text=[] if content.invoice is not None else text_of(content.text, limit=limits.text_characters),
        judged_as=None if judged_as is kind else judged_as,
    )


def _kind_of_text(content: Content) -> Classification:
    """The kind of what is written; an electronic invoice says itself what it is."""
    if content.invoice is not None:
        return Classification(DocumentKind.INVOICE, 1.0)
    if not content.text:
        return Classification(DocumentKind.OTHER, 1.0)
    return classify(content.text)


def _fields(content: Content, text_kind: DocumentKind, on_progress: Extracting) -> list[FieldFound]:
    if content.invoice is not None:
        return content.invoice
    of_mail = content.is_mail and text_kind not in READERS
    fields = extract(content.text, DocumentKind.EMAIL if of_mail else text_kind, on_progress=on_progress)
    # The text of an e-mail lies on no page that could be shown.
    return [found.model_copy(update={"page": None, "box": None}) for found in fields] if content.is_mail else fields


def _is_the_order(content: Content, text_kind: DocumentKind, fields: int) -> bool:
    """Whether an e-mail's text is itself the order: it brings no document that could be, and says what orders say."""
    return text_kind is DocumentKind.TRANSPORT_ORDER and not content.parts and fields >= LEAST_OF_AN_ORDER


@contextmanager
def _timed(seconds: dict[Stage, float], stage: Stage) -> Iterator[None]:
    started = time.perf_counter()
    yield
    seconds[stage] = time.perf_counter() - started
