"""Settings of the AI processor, on top of those that every service has."""

from __future__ import annotations

import os

from freightwire.settings import ObjectStoreSettings, ServiceSettings
from pydantic import Field


class AiProcessorSettings(ServiceSettings, ObjectStoreSettings):
    """Read from ``FREIGHTWIRE_<NAME>``."""

    ai_processes: int = Field(default_factory=lambda: os.cpu_count() or 1, ge=1)
    """Reading processes; each reads one document at a time."""
    ai_prefetch: int | None = Field(default=None, ge=1)
    """Documents taken from the queue at once; by default two more than processes, so that none waits for bytes."""
    ai_page_limit: int = Field(default=200, ge=1)
    ai_size_limit_mib: int = Field(default=50, ge=1)
    ai_reading_timeout_seconds: float = Field(default=60, gt=0)
    """A reading that takes longer is killed."""
    ai_process_memory_mib: int = Field(default=1024, ge=256)
    """Address space of a reading process."""
    ai_progress_interval_seconds: float = Field(default=0.25, ge=0)
    """Least time between two progress events of a document; the start of a stage is always sent."""

    @property
    def prefetch(self) -> int:
        """Documents in flight."""
        return self.ai_prefetch or self.ai_processes + 2
