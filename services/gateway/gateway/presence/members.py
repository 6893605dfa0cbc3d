"""Who is a member of an order. Several tabs, on several nodes, are one person."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from collections.abc import Collection


class Activity(StrEnum):
    """What somebody does in an order."""

    VIEWING = "viewing"
    EDITING = "editing"


class Place(NamedTuple):
    """One person in one order."""

    org: str
    order: str
    user: str


@dataclass(frozen=True, slots=True)
class Entry:
    """What one tab, or one node for all of its tabs, says of a person in an order."""

    name: str
    field: str | None
    """The field that is being edited; None for somebody who only looks."""
    since_ms: int
    """Since when, by the wall clock of the node that says it; it decides between several tabs."""
    lingers_until: float | None = None
    """Set once the last tab has gone: until then it may come back and nobody will have noticed. On the holder's own
    steady clock.
    """


@dataclass(frozen=True, slots=True)
class Member:
    """A person in an order, as others see it."""

    user: str
    name: str
    field: str | None

    @property
    def activity(self) -> Activity:
        """Viewing, or editing the ``field``."""
        return Activity.VIEWING if self.field is None else Activity.EDITING


class Happening(StrEnum):
    """What others are told."""

    JOINED = "joined"
    LEFT = "left"
    EDITING = "editing"


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that happened, in the terms of clients. ``field`` is for EDITING only, None when all were left."""

    happening: Happening
    place: Place
    name: str
    field: str | None = None


def combined(entries: Collection[Entry]) -> Entry | None:
    """The one entry that stands for several; None for none.

    A tab that is there counts before any that has gone, so that what a reload left behind is replaced at once. Among
    those that count editing beats viewing, then the latest wins; the rest of the order only makes every node choose
    alike.
    """
    here = [entry for entry in entries if entry.lingers_until is None] or entries
    return max(here, key=_weight, default=None)


def changes(place: Place, before: Member | None, after: Member | None) -> tuple[Change, ...]:
    """What to tell others so that, having known ``before``, they know ``after``. Who has joined is viewing."""
    if after is None:
        return () if before is None else (Change(Happening.LEFT, place, before.name),)
    joined = () if before is not None else (Change(Happening.JOINED, place, after.name),)
    known_field = None if before is None else before.field
    if after.field == known_field:
        return joined
    return (*joined, Change(Happening.EDITING, place, after.name, after.field))


def _weight(entry: Entry) -> tuple[bool, int, str, str]:
    return (entry.field is not None, entry.since_ms, entry.field or "", entry.name)
