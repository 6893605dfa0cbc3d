"""Server-Sent Events: a session that only listens, as the body of one long response."""

from __future__ import annotations

import asyncio
import random
from collections import deque
from typing import TYPE_CHECKING

from starlette.responses import Response

from gateway import metrics
from gateway.protocol import replies
from gateway.protocol.codes import CloseCode, CommandError
from gateway.protocol.event_stream import COMMENT, block, opening
from gateway.sessions.session import Session
from gateway.sessions.wire import Wire
from gateway.transports.faults import log_fault
from gateway.transports.requests import until_gone

if TYPE_CHECKING:
    from collections.abc import Mapping

    from starlette.types import Receive, Scope, Send

    from gateway.protocol.commands import Connect
    from gateway.protocol.push import Push
    from gateway.sessions.services import Services

HIGH_WATER = 64 * 1024
"""Bytes on their way to the server from which on blocks wait in the session, where they can be conflated. They are
handed over in slices of this size, because the server takes a slice whatever its length and only then says to wait.
"""
RETRY_MS = (1_000, 4_000)
"""Clients that lose one node together come back spread over this time."""
HEADERS = {"Cache-Control": "no-store", "X-Accel-Buffering": "no"}


def _event(push: Push) -> bytes:
    return push.block


def _message(message: bytes, cursor: str | None) -> bytes:
    return block(message, cursor=cursor, name=replies.name_of(message))


WIRE = Wire("sse", event=_event, message=_message, answered=False)


class StreamLink:
    """The body of the response: what is written waits here until the server has taken it."""

    def __init__(self) -> None:
        self._waiting: deque[bytes] = deque()
        self._size = 0
        self._changed = asyncio.Event()
        self._was_congested = False
        self._is_closing = self._is_cut = False
        self._last = b""
        self.session: Session | None = None

    def write(self, data: bytes) -> None:
        """Have ``data``, whole blocks, sent."""
        self._waiting.append(data)
        self._size += len(data)
        self._was_congested = self._was_congested or self.is_congested
        self._changed.set()

    def buffered(self) -> int:
        """Bytes that the server has not taken yet."""
        return self._size

    @property
    def is_congested(self) -> bool:
        """Whether the server takes no more just now."""
        return self._size >= HIGH_WATER

    def close(self, code: int, reason: str) -> None:
        """End the stream, saying why. A client that is too slow gets nothing more of what waits."""
        self._is_closing = True
        self._last = _message(replies.closed(code, reason), None)
        if code == CloseCode.SLOW_CONSUMER:
            self._is_cut = True
            self._waiting.clear()
        self._changed.set()

    async def pump(self, send: Send, comment_seconds: float) -> None:
        """Hand over what is written, until the end; after a silence say that the stream lives."""
        while await self._something(comment_seconds):
            await self._hand_over(send, self._waiting.popleft())
            if self._was_congested and not self.is_congested and self.session is not None:
                self._was_congested = False
                self.session.writable()
        await send({"type": "http.response.body", "body": self._last})

    async def _something(self, comment_seconds: float) -> bool:
        """Wait until there is something to send; False at the end of the stream."""
        while not self._waiting and not self._is_closing:
            self._changed.clear()
            try:
                async with asyncio.timeout(comment_seconds):
                    await self._changed.wait()
            except TimeoutError:
                self.write(COMMENT)
        return bool(self._waiting)

    async def _hand_over(self, send: Send, data: bytes) -> None:
        for start in range(0, len(data), HIGH_WATER):
            if start and self._is_cut:
                # In the middle of a block there is nothing to be said; readers drop it.
                self._last = b""
                return
            part = data[start : start + HIGH_WATER]
            await send({"type": "http.response.body", "body": part, "more_body": True})
            self._size -= len(part)


class StreamSession(Session):
    """A client that connects by its request and says nothing after it."""

    def __init__(self, link: StreamLink, services: Services, bearer: str) -> None:
        super().__init__(link, services, WIRE, bearer)
        link.session = self

    async def admit(self, command: Connect) -> Mapping[str, tuple[str, ...]]:
        """Check all that can be checked before the response begins.

        Raises:
            CommandError: the request is refused.
        """
        try:
            return await self._admit(command)
        except BaseException:
            self.ended()
            raise

    async def run(self, command: Connect, resolved: Mapping[str, tuple[str, ...]]) -> None:
        """Bind, say ``connected``, and let events flow; where that fails the stream ends with the reason."""
        try:
            body = await self._establish(command, resolved)
        except CommandError as problem:
            metrics.refusals.labels(problem.code.value).inc()
            self.close(problem.close or CloseCode.INTERNAL_ERROR)
        except Exception as error:  # noqa: BLE001  (the edge of one client: its fault is logged and ends nobody else)
            log_fault(self.id, error)
            self.close(CloseCode.INTERNAL_ERROR)
        else:
            self.send(replies.encode({"connected": body}), str(body["cursor"]))
            self._go_on()


class EventStream(Response):
    """The response that a session lives in. It ends with the session, or with the client's connection."""

    media_type = "text/event-stream"

    def __init__(
        self,
        link: StreamLink,
        session: StreamSession,
        command: Connect,
        resolved: Mapping[str, tuple[str, ...]],
        comment_seconds: float,
    ) -> None:
        super().__init__(headers=HEADERS)
        del self.headers["content-length"]
        self._link = link
        self._session = session
        self._command = command
        self._resolved = resolved
        self._comment_seconds = comment_seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer at once, then stream."""
        tasks: list[asyncio.Task[None]] = []
        try:
            await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
            self._link.write(opening(random.randint(*RETRY_MS)))  # noqa: S311  (spreads load)
            pump = asyncio.create_task(self._link.pump(send, self._comment_seconds))
            gone = asyncio.create_task(until_gone(receive))
            tasks = [pump, gone, asyncio.create_task(self._session.run(self._command, self._resolved))]
            await asyncio.wait({pump, gone}, return_when=asyncio.FIRST_COMPLETED)
            if pump.done():
                pump.result()
        finally:
            self._session.ended()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
