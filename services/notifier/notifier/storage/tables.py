"""The tables of the notifier. The outbox and inbox tables are ``freightwire``'s; migrations create them all."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Index, MetaData, Text, Uuid, text
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}


class Base(DeclarativeBase):
    """Base of the tables."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar[dict[Any, Any]] = {
        str: Text(),
        int: BigInteger(),
        datetime: DateTime(timezone=True),
        UUID: Uuid(),
    }


class KnownOrderRow(Base):
    """What is known of an order (notifier.rules.known_order): each fact with the version that set it."""

    __tablename__ = "known_orders"

    org: Mapped[str] = mapped_column(primary_key=True)
    order_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(server_default=text("0"))
    number: Mapped[str | None]
    created_by: Mapped[str | None]
    assignee: Mapped[str | None]
    assignee_version: Mapped[int] = mapped_column(server_default=text("0"))
    reference: Mapped[str | None]
    reference_version: Mapped[int] = mapped_column(server_default=text("0"))


class NotificationRow(Base):
    """A message to one person. ``id`` is derived from the event and the person, so that a duplicate is the same row."""

    __tablename__ = "notifications"
    __table_args__ = (
        Index("ix_notifications_newest", "org", "user_id", text("created_at DESC"), text("id DESC")),
        Index(
            "ix_notifications_unread",
            "org",
            "user_id",
            text("created_at DESC"),
            text("id DESC"),
            postgresql_where=text("read_at IS NULL"),
        ),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True)
    org: Mapped[str]
    user_id: Mapped[str]
    kind: Mapped[str]
    order_id: Mapped[str | None]
    message_ro: Mapped[str]
    message_en: Mapped[str]
    event_id: Mapped[UUID]
    created_at: Mapped[datetime] = mapped_column(server_default=text("clock_timestamp()"))
    read_at: Mapped[datetime | None]
