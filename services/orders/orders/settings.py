"""The settings of orders, beside those that every service has (README)."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from freightwire.events.extraction import Confidence
from freightwire.settings import DatabaseSettings, ObjectStoreSettings, ServiceSettings, TokenSettings
from pydantic import Field, field_validator

from orders.domain.thresholds import FIELDS, Thresholds, thresholds

MEGABYTE = 1024 * 1024


class OrdersSettings(ServiceSettings, DatabaseSettings, ObjectStoreSettings, TokenSettings):
    """All settings of orders."""

    upload_file_limit_mb: int = Field(default=50, ge=1)
    """The largest document."""
    upload_files_limit: int = Field(default=20, ge=1, le=200)
    """Documents in one request."""
    upload_idle_seconds: float = Field(default=30, gt=0)
    """The longest pause in an upload."""
    upload_least_rate_kb: float = Field(default=4, ge=0)
    """The least average speed of an upload, in kilobytes a second."""
    json_body_limit_kb: int = Field(default=1024, ge=16)
    """The largest request without documents."""
    orders_requests_per_second: float = Field(default=100, gt=0)
    """Requests of one user in the long run, in each process."""
    orders_requests_burst: int = Field(default=1000, ge=1)
    """Requests of one user at once."""
    refusals_days: int = Field(default=90, ge=1)
    """How long it is kept who was refused what."""
    reading_lost_minutes: float = Field(default=15, gt=0)
    """How long a document may be waited for; after that somebody may have it read again."""
    idempotency_hours: int = Field(default=24, ge=1)
    """How long the answer to a command with an ``Idempotency-Key`` is kept."""
    auto_confirm_orgs: frozenset[str] = frozenset()
    """Organisations (JSON list) whose orders may be confirmed without a person."""
    thresholds: dict[str, Confidence] = Field(default_factory=dict)
    """How sure a field must be before nobody needs to look at it (JSON, by field), where not as by default."""
    thresholds_by_org: dict[str, dict[str, Confidence]] = Field(default_factory=dict)
    """The same for single organisations (JSON, by organisation and field), over all others."""
    orders_origins: list[str] = Field(default_factory=list)
    """Origins of the pages whose scripts may call the REST interface, as JSON; ``*`` allows all."""
    outbox_keep_hours: float = Field(default=72, ge=48)
    """How long published events stay readable: no less than the broker's own history."""
    results_prefetch: int = Field(default=4, ge=1)
    """Results of reading that are worked on at once."""

    @property
    def reading_lost_after(self) -> timedelta:
        """How long a document may be waited for."""
        return timedelta(minutes=self.reading_lost_minutes)

    @property
    def upload_file_limit(self) -> int:
        """The largest document, in bytes."""
        return self.upload_file_limit_mb * MEGABYTE

    @property
    def upload_form_limit(self) -> int:
        """What a request with documents may hold beside them, in bytes."""
        return MEGABYTE

    @property
    def json_body_limit(self) -> int:
        """The largest request without documents, in bytes."""
        return self.json_body_limit_kb * 1024

    @field_validator("thresholds", "thresholds_by_org")
    @classmethod
    def _fields_exist(cls, value: dict[str, Any]) -> dict[str, Any]:
        fields = {field for each in value.values() if isinstance(each, dict) for field in each} | {
            field for field, each in value.items() if not isinstance(each, dict)
        }
        if unknown := sorted(fields - FIELDS):
            raise ValueError(f"no such field: {', '.join(unknown)}; for example stops.*.city, or * for all others")
        return value

    def thresholds_of(self, org: str) -> Thresholds:
        """How sure each field must be in an organisation."""
        return thresholds(self.thresholds, self.thresholds_by_org.get(org, {}))

    def confirming_thresholds(self, org: str) -> Thresholds | None:
        """The same where orders may be confirmed without a person; None where they may not."""
        return self.thresholds_of(org) if org in self.auto_confirm_orgs else None
