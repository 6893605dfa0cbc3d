"""The service: its parts made and wired here, started in order and stopped in reverse."""

from __future__ import annotations

import asyncio
import datetime as dt
from typing import TYPE_CHECKING

from freightwire.garbage import spare_what_stays
from freightwire.http import HttpServer, make_app
from freightwire.messaging import BrokerConnection, Consumer, Publisher
from freightwire.messaging.topology import AI_BULK_DOCUMENTS, AI_DOCUMENTS
from freightwire.objects import ObjectStore
from freightwire.telemetry import get_logger

from ai_processor import metrics
from ai_processor.model.asking import ModelAsker
from ai_processor.model.second_opinion import SecondOpinion
from ai_processor.ocr import languages
from ai_processor.pool import ReaderPool
from ai_processor.results import SERVICE
from ai_processor.worker import Worker

if TYPE_CHECKING:
    from pydantic_ai.models import Model

    from ai_processor.settings import AiProcessorSettings

_log = get_logger()


class AiProcessor:
    """A running AI processor. Publishing and consuming have a broker connection each."""

    def __init__(self, settings: AiProcessorSettings, *, model: Model | None = None) -> None:
        """Put the service together; nothing happens before ``start``.

        Args:
            model: asked instead of the one that is set.

        Raises:
            ModelSetupError: the model that is set cannot be used.
        """
        self.settings = settings
        self._consuming = BrokerConnection(settings.amqp_url, name=f"{SERVICE}-consume")
        self._publishing = BrokerConnection(settings.amqp_url, name=f"{SERVICE}-publish", topology=None)
        publisher = Publisher(self._publishing, timeout_seconds=settings.publish_timeout_seconds)
        opinion = _second_opinion(settings, model)
        self._limits = settings.limits.model_copy(
            update={"text_characters": settings.ai_model_character_limit if opinion else 0}
        )
        self.pool = ReaderPool(
            size=settings.ai_processes,
            bulk_size=settings.bulk_processes,
            limits=self._limits,
            timeout_seconds=settings.ai_reading_timeout_seconds,
            page_timeout_seconds=settings.ai_page_timeout_seconds,
            memory_mib=settings.ai_process_memory_mib,
        )
        worker = Worker(
            objects=ObjectStore(settings.object_store_url),
            publisher=publisher,
            pool=self.pool,
            size_limit_bytes=settings.ai_size_limit_mib * 1024 * 1024,
            progress_interval_seconds=settings.ai_progress_interval_seconds,
            opinion=opinion,
        )
        self._consumers = [
            Consumer(self._consuming, publisher, queue, worker.handle, prefetch=prefetch, service=SERVICE)
            for queue, prefetch in ((AI_DOCUMENTS, settings.prefetch), (AI_BULK_DOCUMENTS, settings.bulk_prefetch))
        ]
        app = make_app(
            "Freightwire AI processor",
            problems_of=[
                *(consumer.problem for consumer in self._consumers),
                self._publishing.problem,
                self.pool.problem,
            ],
        )
        self.http = HttpServer(app, settings.http_host, settings.http_port)

    async def start(self) -> None:
        """Start everything; returns when the port is open, whether or not there is a broker yet."""
        self._tell_languages()
        await self.pool.start()
        await self._publishing.start()
        await self._consuming.start()
        for consumer in self._consumers:
            await consumer.start()
        await self.http.start()
        _log.info("ai_processor_started", processes=self.settings.ai_processes, prefetch=self.settings.prefetch)

    async def stop(self) -> None:
        """Take no more documents, finish those in flight within the grace time, end the rest."""
        grace = self.settings.shutdown_grace_seconds
        await asyncio.gather(*(consumer.stop(grace) for consumer in self._consumers))
        await self.pool.stop()
        await self._consuming.stop()
        await self._publishing.stop()
        await self.http.stop()

    def _tell_languages(self) -> None:
        """Without language data text is still read, and scans fail with a reason: somebody should know before."""
        tessdata = self._limits.tessdata
        absent = languages.missing(tessdata)
        for name in (*languages.NEEDED, languages.GERMAN):
            metrics.ocr_languages.labels(name).set(languages.has(tessdata, name))
        if absent:
            _log.error("ocr_unavailable", tessdata=str(tessdata), missing=absent, install=languages.INSTALL)
        elif not languages.has(tessdata, languages.GERMAN):
            _log.warning("ocr_without_german", tessdata=str(tessdata), install=languages.INSTALL)

    async def run(self, stopping: asyncio.Event) -> None:
        """Serve until ``stopping`` is set, then drain."""
        await self.start()
        spare_what_stays()
        await stopping.wait()
        await self.stop()


def _second_opinion(settings: AiProcessorSettings, model: Model | None) -> SecondOpinion | None:
    name = model or settings.ai_model
    if not name:
        return None
    asker = ModelAsker(
        name,
        timeout_seconds=settings.ai_model_timeout_seconds,
        retries=settings.ai_model_retries,
        output_tokens=settings.ai_model_output_tokens,
        concurrency=settings.ai_model_concurrency,
    )
    return SecondOpinion(asker, today=lambda: dt.datetime.now(dt.UTC).date())
