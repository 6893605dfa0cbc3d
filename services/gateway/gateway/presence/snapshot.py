"""Who is there already, for a client that begins to listen."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from gateway.matching import TopicTrie
from gateway.matching.patterns import ANY, ONE
from gateway.presence.events import routing_keys

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from gateway.presence.members import Member
    from gateway.presence.view import View
    from gateway.protocol.push import Push

ORDER = "order"


@dataclass(frozen=True, slots=True)
class Present:
    """One person in one order."""

    order: str
    member: Member

    def fields(self) -> dict[str, str]:
        """As clients read it; ``field`` only for somebody who edits one."""
        member = self.member
        fields = {
            "orderId": self.order,
            "userId": member.user,
            "username": member.name,
            "state": member.activity.value,
        }
        if member.field is not None:
            fields["field"] = member.field
        return fields


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Members of the orders whose presence some bindings bring. ``truncated`` where there were more than the limit."""

    present: tuple[Present, ...] = ()
    truncated: bool = False
    told: frozenset[str] = frozenset()
    """The routing keys of the events held back of which it contains the outcome."""

    def fields(self) -> dict[str, Any]:
        """As it stands in a reply."""
        fields: dict[str, Any] = {"presence": [one.fields() for one in self.present]}
        if self.truncated:
            fields["presenceTruncated"] = True
        return fields

    def newer(self, held: Iterable[Push]) -> list[Push]:
        """What a client must still be told of that which was ``held`` back until the snapshot was taken.

        Whatever had happened by then in the orders of the snapshot is in it; told again it would be wrong, as it
        may have been undone meanwhile.
        """
        return [push for push in held if push.key not in self.told]


def bring_presence(patterns: Iterable[str]) -> frozenset[str]:
    """The organisations whose orders some absolute ``patterns`` may match."""
    return frozenset(words[0] for words in map(_words, patterns) if words[1] in (ORDER, ONE, ANY))


def take(view: View, patterns: Sequence[str], held: Iterable[Push], *, limit: int) -> Snapshot:
    """The members of the orders that ``patterns`` bring the presence of.

    A pattern that names its order brings that one; others bring all orders of the organisation that they match. Orders
    that are named come first.

    Args:
        patterns: absolute.
        held: events that wait for the snapshot; it says which of them it contains.
        limit: members in it; orders beyond it are left out as a whole.
    """
    matching: TopicTrie[bool] = TopicTrie()
    for pattern in patterns:
        matching.add(pattern, True)
    present: list[Present] = []
    contained: set[str] = set()
    truncated = False
    for org, order in _orders(view, patterns):
        keys = routing_keys(org, order)
        if not any(matching.match(key) for key in keys):
            continue
        members = view.members(org, order)
        if len(present) + len(members) > limit:
            truncated = True
        else:
            contained.update(keys)
            present += [Present(order, member) for member in members.values()]
    told = {push.key for push in held if _is_presence(push.key) and matching.match(push.key)}
    # Of an order that is not in a truncated snapshot the client cannot tell whether it is empty or was left out.
    return Snapshot(tuple(present), truncated, frozenset(told & contained if truncated else told))


def _orders(view: View, patterns: Iterable[str]) -> dict[tuple[str, str], None]:
    """Orders with members that may match, the named ones first."""
    named: dict[tuple[str, str], None] = {}
    others: dict[tuple[str, str], None] = {}
    for words in map(_words, patterns):
        org, kind, order = words[0], words[1], words[2]
        if kind == ORDER and order not in (ONE, ANY):
            if view.members(org, order):
                named[org, order] = None
        elif kind in (ORDER, ONE, ANY):
            others.update(dict.fromkeys((org, each) for each in view.orders(org)))
    return named | others


def _words(pattern: str) -> tuple[str, ...]:
    """The first three words of a pattern; what is not there is empty."""
    return (*pattern.split(".")[:3], "", "")[:3]


def _is_presence(key: str) -> bool:
    org, kind, order = _words(key)
    return kind == ORDER and key in routing_keys(org, order)
