"""Long poll: a session of one request, whose answer is everything that there is as soon as there is something."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Self

from freightwire.cursor import Cursor, MalformedCursorError, mark_of

from gateway.protocol import replies
from gateway.protocol.codes import CloseCode
from gateway.sessions.session import Session
from gateway.sessions.wire import Wire
from gateway.transports.requests import until_gone

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from starlette.types import Receive

    from gateway.protocol.codes import ResetReason
    from gateway.protocol.commands import Connect
    from gateway.protocol.push import Push
    from gateway.sessions.services import Services

COME_AGAIN = frozenset({CloseCode.DRAINING, CloseCode.TOKEN_EXPIRED, CloseCode.SLOW_CONSUMER})
"""Ends that are no fault of the request: it is answered with what there is, and the next one finds the rest, another
node, or 401.
"""


class GivenUpError(Exception):
    """The request was given up before it had an answer."""

    def __init__(self, code: CloseCode) -> None:
        super().__init__(code.reason)
        self.code = code


@dataclass(frozen=True, slots=True)
class Page:
    """An answer: events as JSON, each followed by a comma, and the cursor after them."""

    cursor: str
    resumed: bool | None
    reason: str | None = None
    events: bytes = b""
    more: bool = False

    @classmethod
    def at_beginning(cls, connected: Mapping[str, Any]) -> Self:
        """Without any events yet; ``connected`` is what a client of another transport is told."""
        return cls(connected["cursor"], connected["resumed"], connected.get("reason"))

    def encode(self) -> bytes:
        """The answer as it travels. The events are the same bytes as on every other transport."""
        rest: dict[str, object] = {"cursor": self.cursor, "resumed": self.resumed}
        if self.reason is not None:
            rest["reason"] = self.reason
        if self.more:
            rest["more"] = True
        return b'{"events":[' + self.events[:-1] + b"]," + replies.encode(rest)[1:]


class PollLink:
    """Takes one write: that is the answer."""

    def __init__(self) -> None:
        self.answered: asyncio.Future[Page | CloseCode] = asyncio.get_running_loop().create_future()
        self.session: PollSession | None = None

    def write(self, data: bytes) -> None:
        """Answer with ``data``."""
        if self.session is not None and not self.answered.done():
            self.answered.set_result(self.session.page(data))

    def buffered(self) -> int:
        """Nothing waits here."""
        return 0

    @property
    def is_congested(self) -> bool:
        """Whether there is an answer already: what comes after it is for the next request."""
        return self.answered.done()

    def close(self, code: int, reason: str) -> None:
        """Answer for a session that ends."""
        if self.session is not None and not self.answered.done():
            self.answered.set_result(self.session.last_page(CloseCode(code)))


class PollSession(Session):
    """A client between two of whose requests there is nothing but its cursor; so each is a resume.

    Events without a position are found again by every resume for some time. The cursor in the answer therefore names
    those that this client has had.
    """

    def __init__(self, link: PollLink, services: Services, bearer: str, cursor: str | None) -> None:
        wire = Wire("poll", event=self._give, message=_nothing, pings=False, answered=False)
        super().__init__(link, services, wire, bearer)
        link.session = self
        self._answered = link.answered
        self._place: Page | None = None
        self._last_given: Push | None = None
        self._marks = _marks_in(cursor)

    async def answer(self, command: Connect, wait_seconds: float, receive: Receive) -> Page | None:
        """The answer, at the latest after ``wait_seconds``; None if the client has gone.

        Raises:
            CommandError: the request is refused.
            GivenUpError: it is given up.
        """
        tasks: list[asyncio.Task[None]] = []
        try:
            resolved = await self._admit(command)
            gone = asyncio.create_task(until_gone(receive))
            opening = asyncio.create_task(self._open(command, resolved))
            tasks = [gone, opening]
            ends: set[asyncio.Future[Any]] = {gone, self._answered}
            await asyncio.wait({*ends, opening}, return_when=asyncio.FIRST_COMPLETED)
            if opening.done():
                opening.result()
                await asyncio.wait(ends, timeout=wait_seconds, return_when=asyncio.FIRST_COMPLETED)
            if gone.done() and not self._answered.done():
                return None
            self._answer_now()
            outcome = self._answered.result()
        finally:
            self.ended()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
        if isinstance(outcome, CloseCode):
            raise GivenUpError(outcome)
        return outcome

    def page(self, events: bytes) -> Page:
        """The answer with ``events`` in it, if it is given now."""
        place = self._place or Page("", resumed=None)
        cursor = self._services.feed.cursor
        if place.more and self._last_given is not None:
            cursor = self._last_given.cursor
        return replace(place, events=events, cursor=cursor.having_seen(self._marks).encode())

    def last_page(self, code: CloseCode) -> Page | CloseCode:
        """The answer if the session ends now: for some ends the next request is the better one to say why."""
        if self._place is None or code not in COME_AGAIN:
            return code
        if code is CloseCode.SLOW_CONSUMER:
            return replace(self._place, more=True)  # what came was too much at once: it comes in pages
        return self.page(b"")

    def send(self, message: bytes, cursor: str | None = None) -> None:
        """Nothing but events is for the client."""

    async def _open(self, command: Connect, resolved: Mapping[str, tuple[str, ...]]) -> None:
        body = await self._establish(command, resolved)
        place = Page.at_beginning(body)
        if not place.resumed:
            self._marks = ()
        self._place = place
        self._go_on()
        self._outbox.flush()
        if not place.resumed:
            self._answer_now()  # a client without a place needs one before anything else

    def _answer_now(self) -> None:
        self._outbox.flush()
        self._link.write(b"")

    def _replay(self, pushes: Iterable[Push]) -> None:
        """The first page of what was missed; the rest is found again from its cursor."""
        settings = self._services.settings
        size = 0
        for count, push in enumerate(pushes):
            size += len(push.frame)
            if (
                count
                and self._place is not None
                and (count >= settings.gateway_poll_events or size > settings.gateway_outbound_bytes)
            ):
                self._place = replace(self._place, more=True)
                return
            self._outbox.append_uncounted(self._give(push))

    def _give(self, push: Push) -> bytes:
        if not self._answered.done():
            self._last_given = push
            if push.position is None and push.conflation_key is None:
                self._marks = (*self._marks, mark_of(push.id))
        return push.payload + b","

    def _tell_reset(self, reason: ResetReason) -> None:
        """What was missed is not known: as with a cursor of no use."""
        if self._place is not None:
            self._place = replace(self._place, resumed=False, reason=reason.value)
            self._answer_now()


def _nothing(message: bytes, cursor: str | None) -> bytes:
    return b""


def _marks_in(cursor: str | None) -> tuple[str, ...]:
    try:
        return Cursor.decode(cursor).seen if cursor is not None else ()
    except MalformedCursorError:
        return ()
