"""The base of every event contract: its name, its routing key, whether it is kept, how it is conflated."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from string import Formatter
from typing import Annotated, ClassVar, Self

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints
from pydantic.alias_generators import to_camel

ROUTING_KEY_LIMIT = 255
"""Bytes of a routing key (AMQP 0-9-1 short string)."""

RoutingWord = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]{1,64}$")]
"""One word of a routing key: an organisation, user, order, document or batch id. No dots, no wildcards."""


def now() -> datetime:
    """The current time in UTC; contracts carry aware times only."""
    return datetime.now(UTC)


class Payload(BaseModel):
    """A part of an event's data: camelCase on the wire, unknown fields ignored, immutable."""

    model_config = ConfigDict(
        alias_generator=to_camel,
        populate_by_name=True,
        serialize_by_alias=True,
        extra="ignore",
        frozen=True,
    )


class Text(Payload):
    """A sentence for people, in both languages of the product."""

    ro: str
    en: str

    @classmethod
    def joined(cls, texts: Sequence[Text]) -> Text:
        """Several sentences as one text."""
        return cls(ro=" ".join(each.ro for each in texts), en=" ".join(each.en for each in texts))


class Event(Payload):
    """Base of all event contracts.

    A subclass names its ``type``, the ``routing`` template of its routing key (``{org}`` and any of its own fields)
    and, when it is ephemeral, the ``conflation`` template: of several waiting events with one conflation key only
    the newest matters. Durable events have no conflation key and are kept in the history.
    """

    type: ClassVar[str]
    routing: ClassVar[str]
    conflation: ClassVar[str | None] = None
    key_suffixes: ClassVar[tuple[str, ...]] = ()
    """Words that may follow the routing key, where an event of this type goes to different readers."""
    public: ClassVar[bool] = True
    """False for what services say to one another; clients can never be granted it."""

    timestamp: AwareDatetime = Field(default_factory=now)

    @classmethod
    def is_durable(cls) -> bool:
        """Whether the event is kept in the history and counted in its order's version."""
        return cls.conflation is None

    def routing_key(self, org: str) -> str:
        """The routing key under which this event is published for ``org``."""
        return self._fill(self.routing, org)

    def conflation_key(self, org: str) -> str | None:
        """The key by which waiting events of this kind replace one another; None for durable events."""
        return None if self.conflation is None else self._fill(self.conflation, org)

    def _fill(self, template: str, org: str) -> str:
        words: Mapping[str, object] = {"org": org, **dict(self)}
        return template.format_map({name: words[name] for _, name, _, _ in Formatter().parse(template) if name})

    def to_bytes(self) -> bytes:
        """The event's data as it travels: compact JSON with camelCase names, fields without a value left out."""
        return self.model_dump_json(by_alias=True, exclude_none=True).encode()

    @classmethod
    def from_bytes(cls, data: bytes) -> Self:
        """Parse and validate the data of an event.

        Raises:
            pydantic.ValidationError: the data violates this contract.
        """
        return cls.model_validate_json(data)
