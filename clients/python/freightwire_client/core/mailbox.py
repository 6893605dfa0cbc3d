"""What one subscription has been sent and has not taken yet, and from where it goes on after a break.

A mailbox is *waiting* to be begun, *live*, or *behind*. It holds a limited number of items. When they are not taken
fast enough it falls behind: what comes then is let go, and once there is room the subscription is begun again with the
cursor of the last item that was kept. So a slow reader neither loses anything nor holds up anybody else, and one that
is too far behind for the gateway's history is told so.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from enum import Enum, auto
from typing import TYPE_CHECKING

from freightwire_client.core.patterns import Interest
from freightwire_client.core.seen import RecentIds, Seen
from freightwire_client.core.seen import Verdict as Sighting
from freightwire_client.items import Event, Reload, ReloadReason, Snapshot

if TYPE_CHECKING:
    from collections.abc import Sequence

    from freightwire_client.core.messages import Verdict
    from freightwire_client.items import Item


class MailboxState(Enum):
    """Where a subscription stands."""

    WAITING = auto()
    """To be begun, from ``Mailbox.resume_from``."""
    LIVE = auto()
    BEHIND = auto()
    """What comes is let go until there is room again."""


@dataclass(slots=True)
class _Entry:
    item: Item
    cursor: str | None
    """Where a reader stands who has taken the item."""


class Mailbox:
    """Items in, in the order of the gateway; items out, each once."""

    def __init__(
        self, bindings: Sequence[str], *, cursor: str | None = None, limit: int, presence: bool = False
    ) -> None:
        """``limit`` is how many events may wait; ``presence``: whether snapshots of who is where are wanted."""
        self.bindings = tuple(bindings)
        self.state = MailboxState.WAITING
        self.resume_from = cursor
        """Everything up to here is in the mailbox or was taken."""
        self.taken = cursor
        """Everything up to here was taken."""
        self._interest = Interest(bindings)
        self._limit = limit
        self._wants_presence = presence
        self._entries: deque[_Entry] = deque()
        self._seen = Seen()
        self._passed = RecentIds()
        """Of the last events that moved the subscription on: they do so once. Where they come again, for a resume
        that went further back or for another subscription of the connection, they would lead it back."""
        self._held: _Entry | None = None
        """Taken out, but a hole before it has to be pointed out first."""

    def __len__(self) -> int:
        return len(self._entries)

    def belongs_to(self, user: str) -> None:
        """Whose ``user.me`` the bindings speak of."""
        self._interest = Interest(self.bindings, user)

    # What comes from the gateway

    def begun(self, verdict: Verdict) -> None:
        """The gateway has begun the subscription: what it pushes from now on belongs here."""
        self.state = MailboxState.LIVE
        if verdict.resumed is False:
            self.reload(Reload(reason=ReloadReason.NOT_RESUMED, detail=verdict.reason or "", cursor=verdict.cursor))
        self.moved(verdict.cursor)
        if self._wants_presence and verdict.presence is not None:
            members = tuple(member for member in verdict.presence if self._interest.touches(member.order_id))
            self._entries.append(
                _Entry(Snapshot(members=members, truncated=verdict.presence_truncated), verdict.cursor)
            )

    def lost(self) -> None:
        """The connection that the subscription lived on is gone."""
        if self.state is MailboxState.LIVE:
            self.state = MailboxState.WAITING

    def offer(self, event: Event, *, addressed: bool = False) -> bool:
        """An event has come; whether there is something to take now.

        Args:
            addressed: the transport carries this one subscription only, so that there is nothing to ask.
        """
        if self.state is not MailboxState.LIVE:
            return False
        wanted = addressed or self._interest.wants(event.key)
        if wanted and len(self._entries) >= self._limit:
            self.state = MailboxState.BEHIND
            return False
        if wanted:
            self._entries.append(_Entry(event, None))
        if self._passed.is_new(event.id):
            self.moved(event.cursor)
        return wanted

    def moved(self, cursor: str | None) -> None:
        """Nothing more for this subscription up to ``cursor`` than has come."""
        if cursor is None or self.state is not MailboxState.LIVE:
            return
        self.resume_from = cursor
        if self._entries:
            self._entries[-1].cursor = cursor
        else:
            self.taken = cursor

    def reload(self, reload: Reload) -> None:
        """State must be loaded anew. Said even to a full mailbox, but the same thing not twice in a row."""
        if reload.order_id is None:
            self._passed.clear()  # it may be another log, in which they come again
        last = self._entries[-1].item if self._entries else None
        if isinstance(last, Reload) and (last.reason, last.order_id) == (reload.reason, reload.order_id):
            self._entries.pop()
        self._entries.append(_Entry(reload, reload.cursor))
        if reload.cursor is not None and self.state is MailboxState.LIVE:
            self.resume_from = reload.cursor

    def supply(self, event: Event) -> None:
        """An event came from elsewhere, while the subscription cannot be live. It does not move the subscription on:
        what it would have been sent meanwhile still comes, and is a duplicate then.
        """
        if self._interest.wants(event.key):
            self._entries.append(_Entry(event, None))

    @property
    def has_room(self) -> bool:
        """Whether more may be supplied."""
        return len(self._entries) < self._limit

    # What the application does

    def take(self) -> Item | None:
        """The next item; None when there is none. Duplicates are passed over, holes are pointed out."""
        while (entry := self._next_entry()) is not None:
            item = entry.item
            if isinstance(item, Event) and not self._may_pass(entry, item):
                if self._held is entry:
                    order = item.aggregate.partition(".")[2]
                    return Reload(reason=ReloadReason.GAP, order_id=order, cursor=self.taken)
                self._took(entry)
                continue
            if isinstance(item, Reload) and item.order_id is None:
                self._seen.forget_versions()
            self._took(entry)
            return item
        return None

    def know(self, order_id: str, version: int) -> None:
        """The application has loaded the order as of ``version``: older events of it are dropped from now on."""
        self._seen.know(f"order.{order_id}", version)

    def _next_entry(self) -> _Entry | None:
        if self._held is not None:
            return self._held
        if not self._entries:
            return None
        entry = self._entries.popleft()
        if self.state is MailboxState.BEHIND and len(self._entries) <= self._limit // 2:
            self.state = MailboxState.WAITING
        return entry

    def _may_pass(self, entry: _Entry, event: Event) -> bool:
        """Whether the application is to get ``event`` now. One after a hole is held until the hole was pointed out."""
        if self._held is entry:
            self._held = None
            return not self._seen.is_beyond(event)  # meanwhile the order was loaded: maybe with this event in it
        match self._seen.judge(event, self._interest.is_whole):
            case Sighting.NEW:
                return True
            case Sighting.GAP:
                self._held = entry
        return False

    def _took(self, entry: _Entry) -> None:
        if entry.cursor is not None:
            self.taken = entry.cursor
