"""From bytes to what they say: the stages in their order, with progress as work is done."""

from __future__ import annotations

import datetime as dt
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from freightwire.events.extraction import Page, Stage

from ai_processor.reading import Progress, Reading
from ai_processor.stages.classify import classify
from ai_processor.stages.extract import extract
from ai_processor.stages.formats import read_pages
from ai_processor.stages.validate import confidence_of, validate

if TYPE_CHECKING:
    from ai_processor.extractors.evidence import Findings
    from ai_processor.reading import Limits

OnProgress = Callable[[Progress], None]

TEXT_ENDS, CLASSIFY_ENDS, EXTRACT_ENDS, VALIDATE_ENDS = 50, 55, 90, 95
"""Percent at the end of each stage; ``done`` is 100."""


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
        pages = read_pages(
            data,
            limits,
            lambda page, pages: on_progress(
                Progress(stage=Stage.TEXT, progress=TEXT_ENDS * page // pages, page=page, pages=pages)
            ),
        )
    on_progress(Progress(stage=Stage.CLASSIFY, progress=TEXT_ENDS, pages=len(pages)))
    with _timed(seconds, Stage.CLASSIFY):
        kind, kind_confidence = classify(pages)

    def extracting(tried: int, known: int, findings: Findings | None) -> None:
        share = (EXTRACT_ENDS - CLASSIFY_ENDS) * tried // max(known, 1)
        on_progress(
            Progress(
                stage=Stage.EXTRACT,
                progress=CLASSIFY_ENDS + share,
                pages=len(pages),
                kind=kind,
                confidence=findings.mean_confidence if findings else None,
                fields_found=len(findings) if findings else 0,
            )
        )

    extracting(0, 1, None)
    with _timed(seconds, Stage.EXTRACT):
        fields = extract(pages, kind, on_progress=extracting)
    confidence = confidence_of(fields, kind)
    on_progress(
        Progress(
            stage=Stage.VALIDATE,
            progress=EXTRACT_ENDS,
            pages=len(pages),
            kind=kind,
            confidence=confidence,
            fields_found=len(fields),
        )
    )
    with _timed(seconds, Stage.VALIDATE):
        issues = validate(fields, kind, today=today)
    return Reading(
        kind=kind,
        kind_confidence=kind_confidence,
        confidence=confidence,
        pages=[
            Page(number=page.number, width=round(page.width, 2), height=round(page.height, 2), source=page.source)
            for page in pages
        ],
        fields=fields,
        issues=issues,
        seconds=seconds,
    )


@contextmanager
def _timed(seconds: dict[Stage, float], stage: Stage) -> Iterator[None]:
    started = time.perf_counter()
    yield
    seconds[stage] = time.perf_counter() - started
