"""From a submitted document to its result: fetch, read, publish, and only then acknowledge."""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from freightwire.events.documents import DocumentSubmitted, Urgency
from freightwire.events.extraction import Stage
from freightwire.events.orders import Extractor, FieldSummary
from freightwire.messaging import PermanentError
from freightwire.objects import CHUNK_BYTES, ObjectMissingError
from freightwire.telemetry import get_logger

from ai_processor import metrics, results
from ai_processor.failures import Failure, UnreadableError
from ai_processor.pipeline import VALIDATE_ENDS
from ai_processor.progress import ProgressReporter
from ai_processor.reading import Progress, Reading

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable

    from freightwire.events.envelope import Envelope
    from freightwire.messaging import Delivery, Publisher
    from freightwire.objects import ObjectStore

    from ai_processor.model.second_opinion import SecondOpinion
    from ai_processor.pool import ReaderPool

RULES_SHARE = 70
"""Percent of the work that is done before a model is asked, where there is one."""

_log = get_logger()


class Worker:
    """Handles the deliveries of ``ai.documents`` and ``ai.documents.bulk``.

    What is wrong with a document becomes a ``document:failed``; what is wrong with the infrastructure is raised, so
    that the message takes the retry ladder.
    """

    def __init__(
        self,
        *,
        objects: ObjectStore,
        publisher: Publisher,
        pool: ReaderPool,
        size_limit_bytes: int,
        progress_interval_seconds: float,
        opinion: SecondOpinion | None = None,
    ) -> None:
        self._objects = objects
        self._publisher = publisher
        self._pool = pool
        self._size_limit = size_limit_bytes
        self._interval = progress_interval_seconds
        self._opinion = opinion

    async def handle(self, delivery: Delivery) -> None:
        """Read one document; returns when its result is confirmed.

        Raises:
            PermanentError: the message is no document to read.
            PublishError: the result could not be published.
        """
        document, cause = delivery.event, delivery.envelope
        if not isinstance(document, DocumentSubmitted):
            raise PermanentError("unexpected_event", f"{cause.type} is no document to read")

        async def send(progress: Progress) -> None:
            await self._publisher.publish(results.progressed(document, progress, cause))

        reporter = ProgressReporter(send, interval_seconds=self._interval)
        try:
            reporter.report(Progress(stage=Stage.RECEIVED, progress=0))
            result, last = await self._read(document, cause, reporter)
            await self._publisher.publish(result)
            reporter.report(last)
            await reporter.close()
        finally:
            await reporter.abandon()

    async def _read(
        self, document: DocumentSubmitted, cause: Envelope, reporter: ProgressReporter
    ) -> tuple[Envelope, Progress]:
        facts = {"document_id": document.document_id, "order_id": document.order_id, "attempt": document.attempt}
        try:
            data = await self._fetch(document)
            bulk = document.urgency is Urgency.BULK
            reading = await self._pool.read(data, self._noting(reporter), bulk=bulk)
            await self._stage_parts(document, reading, cause)
        except UnreadableError as error:
            metrics.documents.labels(str(error.failure)).inc()
            _log.warning("document_unreadable", reason=str(error), **facts)
            return results.failed(document, error, cause), Progress(stage=Stage.FAILED, progress=100)
        if self._opinion is not None and self._opinion.wanted_for(reading):
            reporter.report(_asking(reading))
            reading = await self._opinion.on(reading)
        if self._opinion is not None:
            reporter.report(_validated(reading))
        _measure(reading)
        _log.info(
            "document_read",
            kind=reading.kind,
            confidence=reading.confidence,
            fields=len(reading.fields),
            issues=len(reading.issues),
            seconds=round(sum(reading.seconds.values()), 3),
            **facts,
        )
        done = _with_fields(reading, Progress(stage=Stage.DONE, progress=100))
        return results.extracted(document, reading, cause), done

    def _noting(self, reporter: ProgressReporter) -> Callable[[Progress], None]:
        """What takes the reading process's progress. Where a model is still to be asked, that is part of the work."""
        if self._opinion is None:
            return reporter.report

        def note(progress: Progress) -> None:
            if progress.stage is not Stage.VALIDATE:  # the fields are not all found yet
                share = progress.progress * RULES_SHARE // 100
                reporter.report(progress.model_copy(update={"progress": share, "extractor": _extractor(progress)}))

        return note

    async def _stage_parts(self, document: DocumentSubmitted, reading: Reading, cause: Envelope) -> None:
        """Store the files that are documents of their own, before it is told of them."""
        for part in reading.parts:
            await self._objects.put(results.part_key(cause.org, document, part), _pieces(part.data))
            metrics.parts.labels(part.content_type).inc()

    async def _fetch(self, document: DocumentSubmitted) -> bytes:
        limit = f"> {self._size_limit // (1024 * 1024)} MiB"
        if document.size > self._size_limit:
            raise UnreadableError(Failure.TOO_LARGE, limit)
        try:
            data = await self._objects.get(document.object_key)
        except ObjectMissingError as error:
            raise UnreadableError(Failure.OBJECT_MISSING) from error
        if len(data) > self._size_limit:
            raise UnreadableError(Failure.TOO_LARGE, limit)
        if document.sha256 and hashlib.sha256(data).hexdigest() != document.sha256:
            raise UnreadableError(Failure.DAMAGED, "sha256")
        return data


def _extractor(progress: Progress) -> Extractor | None:
    return Extractor.RULES if progress.stage is Stage.EXTRACT else None


def _asking(reading: Reading) -> Progress:
    return _with_fields(reading, Progress(stage=Stage.EXTRACT, progress=RULES_SHARE, extractor=Extractor.MODEL))


def _validated(reading: Reading) -> Progress:
    return _with_fields(reading, Progress(stage=Stage.VALIDATE, progress=VALIDATE_ENDS))


def _with_fields(reading: Reading, progress: Progress) -> Progress:
    return progress.model_copy(
        update={
            "pages": len(reading.pages) or None,
            "kind": reading.kind,
            "confidence": reading.confidence,
            "fields_found": len(reading.fields),
            "fields": [FieldSummary.of(found) for found in reading.fields],
        }
    )


async def _pieces(data: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(data), CHUNK_BYTES):
        yield data[start : start + CHUNK_BYTES]


def _measure(reading: Reading) -> None:
    metrics.documents.labels(str(reading.kind)).inc()
    metrics.document_confidence.labels(str(reading.kind)).observe(reading.confidence)
    for stage, seconds in reading.seconds.items():
        metrics.stage_seconds.labels(str(stage)).observe(seconds)
    for found in reading.fields:
        metrics.field_confidence.labels(str(reading.kind)).observe(found.confidence)
    for issue in reading.issues:
        metrics.issues.labels(issue.code).inc()
