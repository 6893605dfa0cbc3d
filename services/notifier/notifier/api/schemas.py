"""What goes over the wire. CamelCase; fields without a value are left out."""

from __future__ import annotations

from typing import Annotated, Literal, Self
from uuid import UUID

from freightwire.events.base import Payload, RoutingWord, Text
from pydantic import AfterValidator, AwareDatetime, ConfigDict, Field, StringConstraints, model_validator

from notifier.access import ADDRESS, KNOWN_ROLES
from notifier.preferences import KindName
from notifier.storage.tables import AnnouncementRow, AttemptRow, DeliveryRow, EndpointRow, NotificationRow, PersonRow


class ProblemOut(Payload):
    """What is wrong (RFC 9457); ``code`` is stable."""

    type: str
    title: str
    status: int
    detail: str
    code: str
    instance: str


class NotificationOut(Payload):
    """A message to who asks."""

    id: UUID
    kind: str = Field(description="What it is about, for example `order_needs_review`.")
    message: Text
    order_id: str | None = None
    urgent: bool
    created_at: AwareDatetime
    read_at: AwareDatetime | None = Field(default=None, description="Absent while it is unread.")
    group_id: UUID = Field(description="News of one thing within a minute share it.")
    group_count: int = Field(description="The place in its group; of the newest, how many there are.")

    @classmethod
    def of(cls, row: NotificationRow) -> Self:
        """The wire form of a stored notification."""
        return cls(
            id=row.id,
            kind=row.kind,
            message=Text(ro=row.message_ro, en=row.message_en),
            order_id=row.order_id,
            urgent=row.urgent,
            created_at=row.created_at,
            read_at=row.read_at,
            group_id=row.group_id or row.id,
            group_count=row.group_count,
        )


class NotificationPage(Payload):
    """Notifications, newest first. ``nextCursor`` is absent on the last page."""

    items: list[NotificationOut]
    unread: int = Field(description="How many are unread altogether.")
    next_cursor: str | None = None


class UnreadCount(Payload):
    """How many notifications are unread."""

    unread: int


class ReadAll(Payload):
    """What marking as read did."""

    marked: int = Field(description="How many were unread before.")


class FollowingOut(Payload):
    """What a person asked for about an order."""

    watching: bool
    muted: bool


def _known_role(role: str) -> str:
    if role not in KNOWN_ROLES:
        raise ValueError(f"is no role; they are {', '.join(sorted(KNOWN_ROLES))}")
    return role


def _is_address(address: str) -> str:
    if not ADDRESS.fullmatch(address):
        raise ValueError("is not an e-mail address")
    return address


Role = Annotated[str, Field(max_length=64), AfterValidator(_known_role)]
EmailAddress = Annotated[str, Field(max_length=254), AfterValidator(_is_address)]
PersonName = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=200)]


class _Asked(Payload):
    model_config = ConfigDict(extra="forbid")


class PersonIn(_Asked):
    """What an administrator says of a person. Name, roles and orders are replaced by those of the person's next token;
    the address stays.
    """

    name: PersonName
    email: EmailAddress | None = None
    roles: Annotated[list[Role], Field(max_length=20)] = Field(default_factory=list)
    orders: Annotated[list[RoutingWord], Field(max_length=100)] = Field(
        default_factory=list, description="For customers and carriers: the orders that they may hear of."
    )


class PersonOut(Payload):
    """Somebody who may be told something."""

    id: str
    name: str
    email: str | None = None
    roles: list[str]
    orders: list[str]

    @classmethod
    def of(cls, row: PersonRow) -> Self:
        """The wire form of a person."""
        return cls(id=row.user_id, name=row.name, email=row.email, roles=row.roles, orders=row.orders)


class PersonPage(Payload):
    """People, by their ids."""

    items: list[PersonOut]
    next_after: str | None = Field(default=None, description="Pass it as `after` for the next page.")


class EndpointIn(_Asked):
    """A new webhook endpoint."""

    url: Annotated[str, Field(max_length=2000, description="`https`, at a public address.")]
    kinds: Annotated[list[KindName], Field(max_length=50)] = Field(
        default_factory=list, description="What it takes; empty takes everything."
    )


class EndpointChange(_Asked):
    """What is to be changed of an endpoint. ``enabled``: true switches one on again that was disabled."""

    url: Annotated[str, Field(max_length=2000)] | None = None
    kinds: Annotated[list[KindName], Field(max_length=50)] | None = None
    enabled: bool | None = None


class EndpointOut(Payload):
    """A webhook endpoint of who asks."""

    id: UUID
    url: str
    kinds: list[str]
    enabled: bool
    created_at: AwareDatetime
    failing_since: AwareDatetime | None = None
    disabled_at: AwareDatetime | None = None
    disabled_reason: str | None = None
    secret: str | None = Field(default=None, description="Only in the answer that made it. Keep it.")
    previous_secret_until: AwareDatetime | None = Field(
        default=None, description="Until then messages are signed with the secret before as well."
    )

    @classmethod
    def of(cls, row: EndpointRow, *, with_secret: bool = False) -> Self:
        """The wire form of an endpoint."""
        return cls(
            id=row.id,
            url=row.url,
            kinds=row.kinds,
            enabled=row.disabled_at is None,
            created_at=row.created_at,
            failing_since=row.failing_since,
            disabled_at=row.disabled_at,
            disabled_reason=row.disabled_reason,
            secret=row.secret if with_secret else None,
            previous_secret_until=row.previous_until,
        )


class EndpointList(Payload):
    """The endpoints of who asks."""

    items: list[EndpointOut]


class AttemptOut(Payload):
    """One attempt at a delivery. Without an end it is under way."""

    number: int
    started_at: AwareDatetime
    ended_at: AwareDatetime | None = None
    outcome: str | None = None
    detail: str | None = None

    @classmethod
    def of(cls, row: AttemptRow) -> Self:
        """The wire form of an attempt."""
        return cls(
            number=row.number,
            started_at=row.started_at,
            ended_at=row.ended_at,
            outcome=row.outcome,
            detail=row.detail,
        )


DeliveryState = Literal["collecting", "sending", "retrying", "sent", "dead", "dropped"]


class DeliveryOut(Payload):
    """A message to the outside, and what became of it."""

    id: UUID
    user_id: str
    channel: str
    state: DeliveryState
    reason: str | None = None
    urgent: bool
    created_at: AwareDatetime
    due_at: AwareDatetime
    finished_at: AwareDatetime | None = None
    attempts: int
    history: list[AttemptOut] | None = Field(default=None, description="Only of a single delivery.")

    @classmethod
    def of(cls, row: DeliveryRow, history: list[AttemptRow] | None = None) -> Self:
        """The wire form of a delivery."""
        return cls.model_validate(
            {
                "id": row.id,
                "user_id": row.user_id,
                "channel": row.channel,
                "state": row.state,
                "reason": row.reason,
                "urgent": row.urgent,
                "created_at": row.created_at,
                "due_at": row.due_at,
                "finished_at": row.finished_at,
                "attempts": row.attempts,
                "history": None if history is None else [AttemptOut.of(attempt) for attempt in history],
            }
        )


class DeliveryPage(Payload):
    """Deliveries, newest first. ``nextCursor`` is absent on the last page."""

    items: list[DeliveryOut]
    next_cursor: str | None = None


Sentence = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=500)]


class AnnouncedText(_Asked):
    """What is announced, in both languages."""

    ro: Sentence
    en: Sentence


class AnnouncementIn(_Asked):
    """Work on the system that is to be announced."""

    message: AnnouncedText
    begins_at: AwareDatetime
    ends_at: AwareDatetime | None = None

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.ends_at is not None and self.ends_at <= self.begins_at:
            raise ValueError("endsAt must be after beginsAt")
        return self


class AnnouncementOut(Payload):
    """Announced work on the system."""

    id: UUID
    message: Text
    begins_at: AwareDatetime
    ends_at: AwareDatetime | None = None
    phase: Literal["announced", "soon", "started", "over", "cancelled"]

    @classmethod
    def of(cls, row: AnnouncementRow) -> Self:
        """The wire form of an announcement."""
        return cls.model_validate(
            {
                "id": row.id,
                "message": Text(ro=row.message_ro, en=row.message_en),
                "begins_at": row.begins_at,
                "ends_at": row.ends_at,
                "phase": row.phase,
            }
        )


class AnnouncementList(Payload):
    """What is announced or under way."""

    items: list[AnnouncementOut]
