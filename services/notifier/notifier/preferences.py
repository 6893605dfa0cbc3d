"""What a person wants to be told, how and when. Everything has a default; only what was chosen is kept."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum
from typing import Annotated, Literal, Self
from zoneinfo import ZoneInfo, available_timezones

from freightwire.events.base import Payload
from pydantic import AfterValidator, ConfigDict, Field, model_validator

from notifier.rules.kinds import KINDS, ChannelName, Kind


def _known_zone(name: str) -> str:
    if name not in available_timezones():
        raise ValueError("is not a time zone (for example Europe/Bucharest)")
    return name


def _known_kind(name: str) -> str:
    if name not in KINDS:
        raise ValueError(f"is not a kind of notification; they are {', '.join(KINDS)}")
    return name


def _in_one_order(channels: tuple[ChannelName, ...]) -> tuple[ChannelName, ...]:
    return tuple(sorted(set(channels)))


ZoneName = Annotated[str, Field(max_length=64), AfterValidator(_known_zone)]
KindName = Annotated[str, Field(max_length=64), AfterValidator(_known_kind)]
# A set, but one that is answered alike each time it is asked for: clients compare answers.
ChannelNames = Annotated[
    tuple[ChannelName, ...], Field(json_schema_extra={"uniqueItems": True}), AfterValidator(_in_one_order)
]
Language = Literal["ro", "en"]


class Digest(StrEnum):
    """How often e-mail comes."""

    IMMEDIATELY = "immediately"
    QUARTER_HOURLY = "quarter_hourly"
    DAILY = "daily"


class Follow(StrEnum):
    """Which orders the desk's people hear of."""

    OWN = "own"
    ALL = "all"


class _Choice(Payload):
    model_config = ConfigDict(extra="forbid")


class QuietHours(_Choice):
    """When no e-mail comes, by the person's own clock; ``begin`` after ``end`` spans midnight."""

    begin: dt.time = dt.time(22)
    end: dt.time = dt.time(7)
    urgent_through: bool = Field(default=True, description="Whether urgent e-mail comes all the same.")

    @model_validator(mode="after")
    def _some_time(self) -> Self:
        if self.begin.tzinfo or self.end.tzinfo:
            raise ValueError("begin and end are times of the clock, without an offset")
        if self.begin == self.end:
            raise ValueError("begin and end are the same; leave quietHours null to have none")
        return self

    def contains(self, clock: dt.time) -> bool:
        """Whether it is quiet at that time of the clock."""
        if self.begin < self.end:
            return self.begin <= clock < self.end
        return clock >= self.begin or clock < self.end


class Preferences(_Choice):
    """A person's choices."""

    language: Language = "ro"
    time_zone: ZoneName = "Europe/Bucharest"
    email: bool = Field(default=True, description="False stops all e-mail; the link in every mail does that too.")
    digest: Digest = Digest.IMMEDIATELY
    daily_at: dt.time = Field(default=dt.time(8), description="When the daily digest comes.")
    quiet_hours: QuietHours | None = QuietHours()
    channels: dict[KindName, ChannelNames] = Field(
        default_factory=dict, description="Channels by kind, where they are other than the defaults."
    )
    follow: Follow = Field(default=Follow.OWN, description="`all`: hear of every order; for roles of the desk.")

    @model_validator(mode="after")
    def _clock_times(self) -> Self:
        if self.daily_at.tzinfo:
            raise ValueError("dailyAt is a time of the clock, without an offset")
        return self

    @property
    def zone(self) -> ZoneInfo:
        """The person's time zone."""
        return ZoneInfo(self.time_zone)

    def wanted(self, kind: Kind) -> frozenset[ChannelName]:
        """The channels by which the person wants to hear of a kind."""
        channels = frozenset(self.channels.get(kind.name, kind.channels))
        return channels if self.email else channels - {ChannelName.EMAIL}
