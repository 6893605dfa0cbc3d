"""Beginning a subscription: bind, hold live events back, replay, merge, reply, release: in that order,
always.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from gateway.feed import FeedUnavailableError
from gateway.presence.listening import Listening
from gateway.protocol.codes import CommandError, ErrorCode, ResetReason
from gateway.protocol.replies import Resumption
from gateway.replay.merge import merge
from gateway.replay.resumption import Missed

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping

    from gateway.protocol.push import Push
    from gateway.sessions.services import Services
    from gateway.sessions.subscriptions import Subscriptions

HELD_LIMIT = 50_000
"""Live events that one session may hold back; beyond it, the session is too slow."""


class Subscribing:
    """The one subscription that a session may be beginning; ``held`` is None while it begins none."""

    def __init__(
        self,
        subscriptions: Subscriptions,
        services: Services,
        *,
        replay: Callable[[Iterable[Push]], None],
        reset: Callable[[ResetReason], None],
        too_slow: Callable[[], None],
        changed: Callable[[], None],
    ) -> None:
        """What is due to the client goes to ``replay``; ``reset`` is called after it, if continuity broke meanwhile.

        ``changed`` is called whenever events begin, or cease, to be held back.
        """
        self._subscriptions = subscriptions
        self._services = services
        self._missed = Missed()
        self._cursor_meanwhile = ""
        self._replay = replay
        self._reset = reset
        self._too_slow = too_slow
        self._changed = changed
        self._listening = Listening(services.presence)
        self.held: list[Push] | None = None
        self.reset_after: ResetReason | None = None

    @property
    def safe_cursor(self) -> str:
        """A cursor that the client may have now: never beyond what is held back from it."""
        return self._services.feed.cursor.encode() if self.held is None else self._cursor_meanwhile

    def hold(self, push: Push) -> None:
        """Keep a live event until the replay is through."""
        if self.held is None or len(self.held) >= HELD_LIMIT:
            self._too_slow()
        else:
            self.held.append(push)

    async def begin(self, resolved: Mapping[str, tuple[str, ...]], cursor: str | None) -> dict[str, object]:
        """Bind and, given a cursor, find what was missed. Events are held until ``release``.

        Returns:
            The fields of the reply: ``cursor``, ``resumed``, ``replayed``, ``reason`` where it failed, ``presence``.

        Raises:
            CommandError: the broker cannot be had just now; nothing has changed.
        """
        feed = self._services.feed
        self._services.flusher.settle()  # what came before is not held back, and the cursor is behind it
        current = feed.cursor.encode()
        self._missed, self.reset_after = Missed(), None
        self._cursor_meanwhile = cursor or current
        self.held = []
        self._changed()
        new = self._subscriptions.add(resolved)
        patterns = tuple(dict.fromkeys(pattern for absolute in resolved.values() for pattern in absolute))
        self._listening.begin(patterns)
        try:
            async with asyncio.timeout(self._services.settings.gateway_command_seconds):
                await feed.ensure(patterns)
                await self._listening.settle()
                if cursor is not None:
                    # The patterns were checked against the session's token just now: what they match may be read.
                    self._missed = await self._services.resumptions.resume(cursor, patterns)
        except (FeedUnavailableError, TimeoutError) as error:
            self._subscriptions.remove(new)
            raise CommandError(ErrorCode.UNAVAILABLE, "the broker is not available just now") from error
        self._services.flusher.settle()
        presence = self._listening.take(patterns, self.held or ())
        if cursor is None:
            return {"cursor": current, **Resumption(None).fields(), **presence}
        failure = self._missed.failure
        return {
            "cursor": current if failure else cursor,
            **Resumption(failure is None, len(self._missed.pushes), failure).fields(),
            **presence,
        }

    def release(self) -> None:
        """After the reply: what was missed, then what came meanwhile, and from now on live."""
        if self.held is None:
            return
        self._services.flusher.settle()  # what came until now is held, and merged with the rest
        held, self.held = self.held, None
        if held is None:
            return
        missed, self._missed = self._missed, Missed()
        self._replay(merge(missed.pushes, self._listening.newer(held), missed.after))
        self._changed()
        if self.reset_after is not None:
            self._reset(self.reset_after)

    def drop(self) -> None:
        """The session is over."""
        self.held = None
        self._missed = Missed()
        self._listening.end()

    def abandon(self) -> None:
        """After a refusal: nothing was missed, but older subscriptions get what came meanwhile."""
        self._missed = Missed()
        self.release()
