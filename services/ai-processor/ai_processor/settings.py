"""Settings of the AI processor, on top of those that every service has."""

from __future__ import annotations

import os
from pathlib import Path

from freightwire.settings import ObjectStoreSettings, ServiceSettings
from pydantic import Field

from ai_processor.ocr.languages import find_tessdata
from ai_processor.reading import Limits


class AiProcessorSettings(ServiceSettings, ObjectStoreSettings):
    """Read from ``FREIGHTWIRE_<NAME>``."""

    ai_processes: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1)
    """Reading processes; each reads one document at a time."""
    ai_bulk_processes: int | None = Field(default=None, ge=1)
    """Of these, how many may read what nobody waits for; by default all but one, and at least one."""
    ai_prefetch: int | None = Field(default=None, ge=1)
    """Documents taken from the queue at once; by default two more than processes, so that none waits for bytes."""
    ai_page_limit: int = Field(default=200, ge=1)
    ai_scanned_page_limit: int = Field(default=40, ge=1)
    """Of these, pages that have to be recognised."""
    ai_size_limit_mib: int = Field(default=50, ge=1)
    ai_pixel_limit_mp: int = Field(default=80, ge=1)
    """Megapixels of one image."""
    ai_tessdata: Path | None = None
    """The directory with Tesseract's language data; by default the first of the usual places that has any."""
    ai_page_timeout_seconds: float = Field(default=45, gt=0)
    """A page that takes longer has its process killed, and the document is tried once more."""
    ai_reading_timeout_seconds: float = Field(default=400, gt=0)
    """A reading that takes longer is killed."""
    ai_process_memory_mib: int = Field(default=1024, ge=256)
    """Address space of a reading process."""
    ai_progress_interval_seconds: float = Field(default=0.25, ge=0)
    """Least time between two progress events of a document; the start of a stage is always sent."""

    ai_attachments_limit: int = Field(default=50, ge=1)
    """Documents that one e-mail may bring."""
    ai_model: str | None = None
    """A language model as a second extractor, ``provider:model``; its key comes from the provider's own variable."""
    ai_model_timeout_seconds: float = Field(default=45, gt=0)
    """The longest that a document waits for the model, with all retries."""
    ai_model_retries: int = Field(default=1, ge=0, le=5)
    """Retries of a request that the provider could not answer just now."""
    ai_model_character_limit: int = Field(default=30_000, ge=500)
    """Text of a document that is sent at most."""
    ai_model_output_tokens: int = Field(default=8_000, ge=256)
    """The longest answer."""
    ai_model_concurrency: int = Field(default=4, ge=1)
    """Documents that the model is asked about at once."""

    @property
    def prefetch(self) -> int:
        """Documents in flight. Those that wait for the model need no reading process."""
        return self.ai_prefetch or self.ai_processes + 2 + self._waiting_for_model

    @property
    def bulk_processes(self) -> int:
        """Processes that may read in bulk at the same time."""
        return min(self.ai_bulk_processes or max(1, self.ai_processes - 1), self.ai_processes)

    @property
    def bulk_prefetch(self) -> int:
        """Documents in flight that nobody waits for: one more than are read; the rest is for other replicas."""
        return self.bulk_processes + 1 + self._waiting_for_model

    @property
    def limits(self) -> Limits:
        """What reading one document may cost."""
        return Limits(
            pages=self.ai_page_limit,
            scanned_pages=self.ai_scanned_page_limit,
            pixels=self.ai_pixel_limit_mp * 1_000_000,
            tessdata=find_tessdata(self.ai_tessdata),
            attachments=self.ai_attachments_limit,
        )

    @property
    def _waiting_for_model(self) -> int:
        return self.ai_model_concurrency if self.ai_model else 0
