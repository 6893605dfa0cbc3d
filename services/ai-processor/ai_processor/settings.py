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

    @property
    def prefetch(self) -> int:
        """Documents in flight."""
        return self.ai_prefetch or self.ai_processes + 2

    @property
    def bulk_processes(self) -> int:
        """Processes that may read in bulk at the same time."""
        return min(self.ai_bulk_processes or max(1, self.ai_processes - 1), self.ai_processes)

    @property
    def limits(self) -> Limits:
        """What reading one document may cost."""
        return Limits(
            pages=self.ai_page_limit,
            scanned_pages=self.ai_scanned_page_limit,
            pixels=self.ai_pixel_limit_mp * 1_000_000,
            tessdata=find_tessdata(self.ai_tessdata),
        )
