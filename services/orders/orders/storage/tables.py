"""The tables of orders. The outbox and inbox tables are ``freightwire``'s; migrations create them all."""

from datetime import date, datetime
from enum import StrEnum
from typing import Any, ClassVar

from sqlalchemy import (
    BigInteger,
    DateTime,
    Float,
    ForeignKey,
    Index,
    Integer,
    MetaData,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.dialects.postgresql import JSONB
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, relationship

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of the tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        datetime: DateTime(timezone=True),
        dict[str, Any]: JSONB(),
        list[str]: JSONB(),
        list[dict[str, Any]]: JSONB(),
    }


class OfOrganisation:
    """Marks the rows that belong to one organisation (``orders.storage.scope``)."""

    org: Mapped[str] = mapped_column()


class DocumentState(StrEnum):
    """Where the reading of a document stands."""

    PROCESSING = "processing"
    READ = "read"
    FAILED = "failed"


UNKNOWN_DATE = date(9999, 12, 31)


class OrderRow(OfOrganisation, Base):
    """An order as it is now.

    ``id`` is a UUID version 7, so it sorts by creation. ``version`` counts the durable events of the order without
    a gap. ``data`` is OrderData in its canonical form, ``sources`` tells who set what (orders.domain.sources),
    ``overlays`` holds what stands beside the status. ``search`` is the folded text that ``q`` looks in;
    ``customer`` (the client's name), ``customer_vat_id``, ``loading_on`` (the first loading) and ``unloading_on`` (the
    last unloading) are there for filters and sorting. An unknown date is ``UNKNOWN_DATE``, so that it sorts last.
    """

    __tablename__ = "orders"
    __table_args__ = (
        UniqueConstraint("org", "number"),
        Index("ix_orders_org_id", "org", "id"),
        Index("ix_orders_org_status_id", "org", "status", "id"),
        Index("ix_orders_org_assignee_id", "org", "assignee", "id"),
        Index("ix_orders_org_assignee_status_id", "org", "assignee", "status", "id"),
        Index("ix_orders_org_reference", "org", "reference"),
        Index("ix_orders_org_updated_at_id", "org", "updated_at", "id"),
        Index("ix_orders_org_loading_on_id", "org", "loading_on", "id"),
        Index("ix_orders_org_customer_vat_id", "org", "customer_vat_id"),
        Index(
            "ix_orders_search",
            "search",
            postgresql_using="gin",
            postgresql_ops={"search": "gin_trgm_ops"},
            postgresql_with={"fastupdate": "off"},
        ),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    org: Mapped[str]
    number: Mapped[str]
    status: Mapped[str]
    version: Mapped[int] = mapped_column(BigInteger, default=0)
    data: Mapped[dict[str, Any]]
    sources: Mapped[dict[str, Any]]
    overlays: Mapped[dict[str, Any]]
    acknowledged: Mapped[list[str]]
    assignee: Mapped[str | None]
    reference: Mapped[str | None]
    search: Mapped[str]
    # Defaults for the release before, which does not know these columns and may still be writing.
    customer: Mapped[str] = mapped_column(server_default="")
    customer_vat_id: Mapped[str | None]
    loading_on: Mapped[date] = mapped_column(server_default=text("'9999-12-31'"))
    unloading_on: Mapped[date] = mapped_column(server_default=text("'9999-12-31'"))
    created_by: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class HistoryRow(OfOrganisation, Base):
    """One durable event of an order. ``undo`` is the merge patch that leads from the data after it to the data
    before. ``causation_id`` is the id of the event that led to it; None where a person did."""

    __tablename__ = "order_history"

    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id", ondelete="CASCADE"), primary_key=True)
    version: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    org: Mapped[str]
    event_id: Mapped[str]
    type: Mapped[str]
    actor: Mapped[str | None]
    causation_id: Mapped[str | None]
    at: Mapped[datetime]
    payload: Mapped[dict[str, Any]]
    undo: Mapped[dict[str, Any] | None]


class DocumentRow(OfOrganisation, Base):
    """A document of an order. The bytes lie in the object store under ``object_key``.

    ``parent_id`` is the e-mail that it was attached to.
    ``upload_key`` is the ``Idempotency-Key`` of the request that brought it, ``upload_index`` its place in that
    request: so an upload that is sent again finds what it had brought.
    """

    __tablename__ = "documents"
    __table_args__ = (
        UniqueConstraint("org", "sha256", name="uq_documents_org_sha256"),
        UniqueConstraint("org", "uploaded_by", "upload_key", "upload_index", name="uq_documents_upload"),
        Index("ix_documents_order_id", "order_id"),
        Index("ix_documents_org_batch_id", "org", "batch_id"),
        Index("ix_documents_parent_id", "parent_id"),
    )

    id: Mapped[str] = mapped_column(primary_key=True)
    org: Mapped[str]
    order_id: Mapped[str] = mapped_column(ForeignKey("orders.id", ondelete="CASCADE"))
    # Given with a new document only: so the session writes a new order before it. Nothing is loaded through it.
    order: Mapped[OrderRow] = relationship(lazy="raise")
    batch_id: Mapped[str | None]
    parent_id: Mapped[str | None] = mapped_column(ForeignKey("documents.id", ondelete="SET NULL"))
    object_key: Mapped[str]
    file_name: Mapped[str]
    content_type: Mapped[str]
    size: Mapped[int] = mapped_column(BigInteger)
    sha256: Mapped[str]
    state: Mapped[str]
    attempt: Mapped[int] = mapped_column(Integer)
    uploaded_by: Mapped[str]
    upload_key: Mapped[str | None]
    upload_index: Mapped[int | None] = mapped_column(Integer)
    error: Mapped[dict[str, Any] | None]
    kind: Mapped[str | None]
    kind_confidence: Mapped[float | None] = mapped_column(Float)
    confidence: Mapped[float | None] = mapped_column(Float)
    extraction: Mapped[dict[str, Any] | None]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]


class NumberRow(OfOrganisation, Base):
    """The last order number given out, per organisation and year."""

    __tablename__ = "order_numbers"

    org: Mapped[str] = mapped_column(primary_key=True)
    year: Mapped[int] = mapped_column(Integer, primary_key=True)
    last: Mapped[int] = mapped_column(BigInteger)


class IdempotencyRow(OfOrganisation, Base):
    """The answer to a command that carried an ``Idempotency-Key``, written in the command's own transaction."""

    __tablename__ = "idempotency_keys"
    __table_args__ = (Index("ix_idempotency_keys_created_at", "created_at"),)

    org: Mapped[str] = mapped_column(primary_key=True)
    user: Mapped[str] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(primary_key=True)
    request_hash: Mapped[str]
    status: Mapped[int] = mapped_column(Integer)
    headers: Mapped[dict[str, Any]]
    body: Mapped[str]
    created_at: Mapped[datetime]


class RefusalRow(OfOrganisation, Base):
    """Something that somebody wanted and was not allowed. Kept for those who look into it afterwards."""

    __tablename__ = "refusals"
    __table_args__ = (Index("ix_refusals_org_at", "org", "at"), Index("ix_refusals_at", "at"))

    id: Mapped[str] = mapped_column(primary_key=True)
    org: Mapped[str]
    user: Mapped[str]
    roles: Mapped[list[str]]
    method: Mapped[str]
    path: Mapped[str]
    code: Mapped[str]
    detail: Mapped[str]
    at: Mapped[datetime]


class BatchRow(OfOrganisation, Base):
    """A batch of documents. Who counts its documents holds this row. ``due``: its progress changed since it was
    told."""

    __tablename__ = "batches"
    __table_args__ = (Index("ix_batches_due", "told_at", postgresql_where=text("due")),)

    org: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    told_at: Mapped[datetime | None]
    due: Mapped[bool]


class LabelRow(OfOrganisation, Base):
    """A value that a document gave, and a person's word on it.

    ``path`` is the field as the reader named it, ``order_path`` the order's stable path. ``values`` holds ``read``,
    ``raw`` and ``right``; without ``right`` the field should have been empty.
    """

    __tablename__ = "labels"
    __table_args__ = (Index("ix_labels_org_id", "org", "id"), Index("ix_labels_document_id", "document_id"))

    id: Mapped[str] = mapped_column(primary_key=True)
    org: Mapped[str]
    order_id: Mapped[str]
    document_id: Mapped[str] = mapped_column(ForeignKey("documents.id", ondelete="CASCADE"))
    attempt: Mapped[int] = mapped_column(Integer)
    path: Mapped[str]
    order_path: Mapped[str]
    outcome: Mapped[str]
    values: Mapped[dict[str, Any]]
    confidence: Mapped[float] = mapped_column(Float)
    by: Mapped[str]
    at: Mapped[datetime]
