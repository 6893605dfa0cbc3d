"""The tables of the notifier. The outbox and inbox tables are ``freightwire``'s; migrations create them all."""

from datetime import datetime
from typing import Any, ClassVar
from uuid import UUID

from sqlalchemy import BigInteger, DateTime, Index, MetaData, Text, Uuid, text
from sqlalchemy.dialects.postgresql import ARRAY, JSONB
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
        list[str]: ARRAY(Text()),
        dict[str, Any]: JSONB(),
        list[Any]: JSONB(),
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
    status: Mapped[str | None]
    status_version: Mapped[int] = mapped_column(server_default=text("0"))
    moved_at: Mapped[str | None]
    moved_at_version: Mapped[int] = mapped_column(server_default=text("0"))
    held: Mapped[str | None]
    held_version: Mapped[int] = mapped_column(server_default=text("0"))
    unloadings: Mapped[list[Any]] = mapped_column(server_default=text("'[]'"))
    unloadings_version: Mapped[int] = mapped_column(server_default=text("0"))
    payment_days: Mapped[str | None]
    payment_days_version: Mapped[int] = mapped_column(server_default=text("0"))


class NotificationRow(Base):
    """A message to one person. ``id`` is derived from the event and the person, so that a duplicate is the same row.

    News of one thing within a minute are a group: they share ``group_id``, the id of its first; ``group_count`` is the
    place in it, and only its newest is not ``superseded``. Not ``in_app`` are those that only go out by other channels.
    """

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
    urgent: Mapped[bool]
    in_app: Mapped[bool]
    superseded: Mapped[bool] = mapped_column(server_default=text("false"))
    group_key: Mapped[str]
    group_id: Mapped[UUID | None]
    group_count: Mapped[int]


class PersonRow(Base):
    """Somebody who may be told something. ``orders`` are those that a partner's token names."""

    __tablename__ = "people"

    org: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    name: Mapped[str]
    email: Mapped[str | None]
    email_by_admin: Mapped[bool] = mapped_column(server_default=text("false"))
    roles: Mapped[list[str]]
    orders: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))
    follows_all: Mapped[bool] = mapped_column(server_default=text("false"))
    preferences: Mapped[dict[str, Any]] = mapped_column(server_default=text("'{}'"))
    updated_at: Mapped[datetime] = mapped_column(server_default=text("now()"))


class FollowingRow(Base):
    """What a person asked for about one order: to hear of it, or not to."""

    __tablename__ = "following"

    org: Mapped[str] = mapped_column(primary_key=True)
    order_id: Mapped[str] = mapped_column(primary_key=True)
    user_id: Mapped[str] = mapped_column(primary_key=True)
    watching: Mapped[bool] = mapped_column(server_default=text("false"))
    muted: Mapped[bool] = mapped_column(server_default=text("false"))


class DeliveryRow(Base):
    """One message to the outside, of one or several notifications (``notifier.delivering``).

    ``due_at`` is when it is to be tried, and while it is being tried when the attempt is given up for lost.
    ``closed_at`` is its first attempt: nothing joins it any more. ``handed_over``: the other side may have it, and what
    came of that is not known.
    """

    __tablename__ = "deliveries"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    org: Mapped[str]
    user_id: Mapped[str]
    channel: Mapped[str]
    target: Mapped[str]
    group_key: Mapped[str]
    urgent: Mapped[bool]
    state: Mapped[str]
    due_at: Mapped[datetime]
    created_at: Mapped[datetime]
    closed_at: Mapped[datetime | None]
    finished_at: Mapped[datetime | None]
    attempts: Mapped[int] = mapped_column(server_default=text("0"))
    failures: Mapped[int] = mapped_column(server_default=text("0"))
    handed_over: Mapped[bool] = mapped_column(server_default=text("false"))
    reason: Mapped[str | None]


class DeliveryItemRow(Base):
    """A notification that a delivery tells. Its key is the promise: each notification once by each channel."""

    __tablename__ = "delivery_items"

    notification_id: Mapped[UUID] = mapped_column(primary_key=True)
    channel: Mapped[str] = mapped_column(primary_key=True)
    target: Mapped[str] = mapped_column(primary_key=True)
    delivery_id: Mapped[UUID]


class AttemptRow(Base):
    """One attempt at a delivery. Without an end it is under way, or died with its process."""

    __tablename__ = "delivery_attempts"

    delivery_id: Mapped[UUID] = mapped_column(primary_key=True)
    number: Mapped[int] = mapped_column(primary_key=True)
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    outcome: Mapped[str | None]
    detail: Mapped[str | None]


class EndpointRow(Base):
    """A person's webhook. After a rotation ``previous_secret`` signs as well, until ``previous_until``."""

    __tablename__ = "webhook_endpoints"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    org: Mapped[str]
    user_id: Mapped[str]
    url: Mapped[str]
    kinds: Mapped[list[str]]
    secret: Mapped[str]
    previous_secret: Mapped[str | None]
    previous_until: Mapped[datetime | None]
    created_at: Mapped[datetime]
    failing_since: Mapped[datetime | None]
    paused_until: Mapped[datetime | None]
    failures: Mapped[int] = mapped_column(server_default=text("0"))
    disabled_at: Mapped[datetime | None]
    disabled_reason: Mapped[str | None]


class ScheduleRow(Base):
    """Something that is to be said at a time: of an order or an announcement (``subject``), in one of its slots."""

    __tablename__ = "schedules"

    org: Mapped[str] = mapped_column(primary_key=True)
    subject: Mapped[str] = mapped_column(primary_key=True)
    slot: Mapped[str] = mapped_column(primary_key=True)
    kind: Mapped[str]
    basis: Mapped[str]
    due_at: Mapped[datetime]
    done_at: Mapped[datetime | None]


class AnnouncementRow(Base):
    """Announced work on the system."""

    __tablename__ = "announcements"

    id: Mapped[UUID] = mapped_column(primary_key=True)
    org: Mapped[str]
    message_ro: Mapped[str]
    message_en: Mapped[str]
    begins_at: Mapped[datetime]
    ends_at: Mapped[datetime | None]
    announced_by: Mapped[str]
    created_at: Mapped[datetime]
    phase: Mapped[str]


class FaultRow(Base):
    """Something that is, or was, wrong with the system. ``orgs`` were told of it and will be told of its end."""

    __tablename__ = "faults"

    key: Mapped[str] = mapped_column(primary_key=True)
    suspected_at: Mapped[datetime | None]
    open_since: Mapped[datetime | None]
    mended_at: Mapped[datetime | None]
    depth: Mapped[int] = mapped_column(server_default=text("0"))
    orgs: Mapped[list[str]] = mapped_column(server_default=text("'{}'"))


class DocumentInReadingRow(Base):
    """A document that was added to an order, and whether its reading is still awaited."""

    __tablename__ = "documents_in_reading"

    org: Mapped[str] = mapped_column(primary_key=True)
    document_id: Mapped[str] = mapped_column(primary_key=True)
    order_id: Mapped[str]
    version: Mapped[int]
    waiting: Mapped[bool]
    since: Mapped[datetime]
