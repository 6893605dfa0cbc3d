"""What the application wants, kept over connections: whoever has a connection sees to it that it gets it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from freightwire.telemetry import get_logger

from freightwire_client.core.mailbox import MailboxState
from freightwire_client.errors import command_error
from freightwire_client.items import Reload
from freightwire_client.notices import Started

if TYPE_CHECKING:
    from collections.abc import Iterable

    from freightwire_client.core.ladder import Way
    from freightwire_client.core.messages import Delivered, Verdict
    from freightwire_client.items import Event, ReloadReason
    from freightwire_client.notices import Listener
    from freightwire_client.presence import Presence
    from freightwire_client.queues import Commands, DurableQueue
    from freightwire_client.subscription import Subscription

FINAL_QUEUE_REASONS = frozenset({"forbidden", "bad_request", "limit"})

_log = get_logger()


class Hub:
    """Subscriptions, durable queues and presence of one client."""

    def __init__(self, notify: Listener) -> None:
        self.notify = notify
        self.subscriptions: list[Subscription] = []
        self.queues: dict[str, DurableQueue] = {}
        self.presence: dict[str, Presence] = {}
        self.changed = asyncio.Event()
        """Set when somebody wants something else than before; cleared by whoever acts on it."""

    def wants_change(self, subscription: Subscription | None = None) -> None:
        """Something is to be asked of the gateway."""
        if subscription is not None and subscription.is_over and subscription in self.subscriptions:
            self.subscriptions.remove(subscription)
        self.changed.set()

    def waiting(self) -> list[Subscription]:
        """Subscriptions that have to be begun."""
        return [one for one in self.subscriptions if one.mailbox.state is MailboxState.WAITING]

    def together(self, limit: int) -> list[Subscription]:
        """Waiting subscriptions that can be begun with one command of at most ``limit`` bindings: those that stand
        where the first of them stands.
        """
        group: list[Subscription] = []
        bindings: set[str] = set()
        for one in self.waiting():
            grown = bindings | set(one.bindings)
            if len(grown) > limit or (group and one.mailbox.resume_from != group[0].mailbox.resume_from):
                continue
            group.append(one)
            bindings = grown
        return group

    @property
    def bindings(self) -> set[str]:
        """Of all subscriptions."""
        return {binding for one in self.subscriptions for binding in one.bindings}

    def belongs_to(self, user: str) -> None:
        """Who the gateway says we are."""
        for one in self.subscriptions:
            one.mailbox.belongs_to(user)

    def offer(self, event: Event) -> None:
        """An event for whoever wants it."""
        for one in self.subscriptions:
            was_live = one.mailbox.state is MailboxState.LIVE
            one.offer(event)
            if was_live and one.mailbox.state is MailboxState.BEHIND:
                _log.warning("subscription_behind", bindings=one.bindings, waiting=len(one.mailbox))

    def delivered(self, delivered: Delivered, session: Commands) -> None:
        """An event from a durable queue."""
        queue = self.queues.get(delivered.queue)
        if queue is not None:
            queue.delivered(delivered, session)

    def queue_closed(self, name: str, reason: str) -> None:
        """The gateway has closed a durable queue: for good where it is not granted any more, else it is reopened."""
        queue = self.queues.get(name)
        if queue is None:
            return
        queue.lost()
        if reason in FINAL_QUEUE_REASONS:
            del self.queues[name]
            queue.end(command_error(reason, f"the queue {name} was closed by the gateway"))
        self.changed.set()

    def moved(self, cursor: str | None) -> None:
        """Everything before ``cursor`` has come."""
        for one in self.subscriptions:
            one.mailbox.moved(cursor)

    def reload(self, reason: ReloadReason, detail: str, cursor: str | None = None) -> None:
        """Whatever is live may have missed something."""
        for one in self.subscriptions:
            if one.mailbox.state is MailboxState.LIVE:
                one.reload(Reload(reason=reason, detail=detail, cursor=cursor))

    def begun(self, subscriptions: Iterable[Subscription], verdict: Verdict, way: Way) -> None:
        """The gateway has begun some subscriptions together."""
        for one in subscriptions:
            one.begun(verdict)
            self.notify(Started(one.bindings, way, verdict))

    def lost(self) -> None:
        """The connection that everything lived on is gone."""
        for one in self.subscriptions:
            one.mailbox.lost()
        for queue in self.queues.values():
            queue.lost()

    def drop(self, bindings: Iterable[str], error: Exception) -> None:
        """The gateway has dropped some bindings: who relied on them is told."""
        dropped = set(bindings)
        for one in list(self.subscriptions):
            if dropped & set(one.bindings):
                self.fail(one, error)

    def fail(self, subscription: Subscription, error: Exception) -> None:
        """The gateway refuses one subscription."""
        subscription.fail(error)
        self.wants_change(subscription)

    def add_queue(self, queue: DurableQueue) -> None:
        """A queue is to be opened.

        Raises:
            ValueError: one of that name is open.
        """
        if queue.name in self.queues:
            raise ValueError(f"the queue {queue.name} is open already")
        self.queues[queue.name] = queue
        self.changed.set()

    def remove_queue(self, queue: DurableQueue) -> None:
        """A queue is not needed any more."""
        if self.queues.get(queue.name) is queue:
            del self.queues[queue.name]
        self.changed.set()

    def end(self, error: Exception | None) -> None:
        """It is over for everybody; without an error the iterators just end."""
        for one in self.subscriptions:
            one.closed = True
            if error is not None:
                one.fail(error)
            one.wake()
        for queue in self.queues.values():
            queue.end(error)
        self.subscriptions.clear()
        self.changed.set()
