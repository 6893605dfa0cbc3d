"""What this node has told the others, and what it still has to tell them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gateway.presence.members import Place


@dataclass(frozen=True, slots=True)
class Due:
    """One announcement to make, with its ``number``.

    ``places`` is what has changed since the announcement ``after``; None has everything said.
    """

    org: str
    number: int
    after: int | None
    places: tuple[Place, ...] | None


class Journal:
    """Numbers messages, and gathers changes until they are announced: however often a place changes meanwhile, it is
    said once.
    """

    def __init__(self) -> None:
        self._number = 0
        self._said: dict[str, int] = {}
        self._changed: defaultdict[str, dict[Place, None]] = defaultdict(dict)
        self._asked: set[str] = set()

    def next_number(self) -> int:
        """The number of one more message."""
        self._number += 1
        return self._number

    def changed(self, place: Place) -> None:
        """What this node says of a person in an order is not what it was."""
        self._changed[place.org][place] = None

    def asked(self, org: str) -> None:
        """Everything about an organisation is to be said again."""
        self._asked.add(org)

    def take(self) -> list[Due]:
        """All that is to be announced; it counts as said."""
        due: list[Due] = []
        for org in sorted(self._changed.keys() | self._asked):
            after = None if org in self._asked else self._said.get(org)
            places = tuple(self._changed.get(org, ())) if after is not None else None
            number = self._said[org] = self.next_number()
            due.append(Due(org, number, after, places))
        self._changed.clear()
        self._asked.clear()
        return due

    def forget(self, org: str) -> None:
        """There is nothing to say about an organisation any more; what comes next begins anew."""
        self._said.pop(org, None)

    @property
    def said(self) -> dict[str, int]:
        """The number of the last announcement of each organisation that something was said about."""
        return dict(self._said)

    @property
    def is_empty(self) -> bool:
        """Whether nothing is to be announced."""
        return not (self._changed or self._asked)
