"""The durable queues of one session: what the client says about them, and what becomes of them."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Any

from freightwire.messaging.errors import PublishError
from freightwire.telemetry import get_logger

from gateway.durable import metrics
from gateway.durable.ledger import StaleTagError, UnknownTagError
from gateway.durable.queue import QueueEndedError
from gateway.matching import MalformedPatternError
from gateway.protocol import replies
from gateway.protocol.codes import CommandError, ErrorCode
from gateway.protocol.commands import Ack, Close, Nack, Open
from gateway.sessions.subscriptions import resolve_all
from gateway.upkeep import BROKER_ERRORS

if TYPE_CHECKING:
    from collections.abc import Callable

    from gateway.durable.names import User
    from gateway.durable.queue import OpenQueue
    from gateway.durable.service import DurableQueues
    from gateway.grants import Grants
    from gateway.sessions.credentials import Credentials

QueueCommand = Open | Ack | Nack | Close

_log = get_logger()


class SessionQueues:
    """Queues by the client's names. One command at a time; ``end`` may come in the middle of one."""

    def __init__(
        self,
        durable: DurableQueues,
        *,
        send: Callable[[bytes], None],
        credentials: Credentials,
    ) -> None:
        self._durable = durable
        self._send = send
        self._credentials = credentials
        self._queues: dict[str, OpenQueue] = {}
        self._ended = False

    @property
    def names(self) -> tuple[str, ...]:
        """The queues that are open."""
        return tuple(self._queues)

    async def handle(self, command: QueueCommand) -> tuple[str, dict[str, Any]]:
        """Do what the client asks; the name and the fields of the reply.

        Raises:
            CommandError: it cannot be done.
        """
        match command:
            case Open():
                return "opened", await self._open(command)
            case Ack():
                count = await self._settle(command, lambda queue: queue.ack(command.tag, multiple=command.multiple))
                return "acked", {**command.model_dump(by_alias=True), "count": count}
            case Nack():
                await self._settle(command, lambda queue: _nack(queue, command))
                return "nacked", command.model_dump(by_alias=True, include={"queue", "tag", "requeue"})
            case Close():
                return "closed", await self._close(command)

    def release(self) -> None:
        """The reply is out: messages of a queue that was opened may follow."""
        for queue in self._queues.values():
            queue.consume()

    async def regrant(self) -> list[dict[str, str]]:
        """The token is a new one: take off what it does not grant; what that was, as the reply says it.

        A queue that has no binding left is closed, and the client is told.
        """
        grants, dropped = self._credentials.grants, []
        for name, queue in tuple(self._queues.items()):
            lost = [binding for binding, patterns in queue.bindings.items() if not all(map(grants.allows, patterns))]
            if not lost:
                continue
            dropped += [{"queue": name, "binding": binding, "reason": ErrorCode.FORBIDDEN.value} for binding in lost]
            await queue.unbind(lost)
            if not queue.bindings:
                self._queues.pop(name, None)
                queue.end()
                self._send(replies.queue_closed(name, ErrorCode.FORBIDDEN))
        return dropped

    def end(self) -> None:
        """The session is over: everything goes back to its queue."""
        self._ended = True
        for queue in self._queues.values():
            queue.end()
        self._queues.clear()

    # Commands

    async def _open(self, command: Open) -> dict[str, Any]:
        grants, settings = self._credentials.grants, self._durable.settings
        resolved = resolve_all(command.bindings, grants)
        unwanted = {binding: _every_form(binding, grants) for binding in command.unbind}
        queue = self._queues.get(command.queue)
        kept = queue.bindings.keys() - unwanted.keys() if queue else frozenset[str]()
        if len(kept | resolved.keys()) > settings.gateway_bindings_per_session:
            raise CommandError(
                ErrorCode.LIMIT,
                f"at most {settings.gateway_bindings_per_session} bindings (FREIGHTWIRE_GATEWAY_BINDINGS_PER_SESSION)",
            )
        if queue is None:
            queue = await self._make(command)
        try:
            async with asyncio.timeout(settings.gateway_command_seconds):
                pending = await queue.bind(resolved, unwanted)
        except (QueueEndedError, TimeoutError, *BROKER_ERRORS) as error:
            metrics.opens.labels("unavailable").inc()
            _log.info("queue_open_failed", queue=queue.queue.name, reason=repr(error))
            if not queue.bindings and self._queues.get(command.queue) is queue:
                del self._queues[command.queue]
                queue.end()
            raise _unavailable() from error
        metrics.opens.labels("opened").inc()
        return {
            "queue": command.queue,
            "pending": pending,
            "bindings": list(queue.bindings),
            "prefetch": queue.prefetch,
            "ackTimeout": queue.ack_seconds,
        }

    async def _make(self, command: Open) -> OpenQueue:
        limit = self._durable.settings.gateway_queues_per_session
        if len(self._queues) >= limit:
            metrics.opens.labels("refused").inc()
            raise CommandError(
                ErrorCode.LIMIT, f"at most {limit} queues per session (FREIGHTWIRE_GATEWAY_QUEUES_PER_SESSION)"
            )
        try:
            queue = await self._durable.make(
                self._user(),
                command,
                send=self._send,
                may_read=self._may_read,
            )
        except CommandError:
            metrics.opens.labels("refused").inc()
            raise
        if self._ended:
            queue.end()
            raise _unavailable()
        self._queues[command.queue] = queue
        return queue

    async def _settle(self, command: Ack | Nack, settle: Callable[[OpenQueue], Any]) -> int:
        queue = self._opened(command.queue)
        try:
            return int(await settle(queue) or 0)
        except UnknownTagError as error:
            raise _bad_tag(ErrorCode.UNKNOWN_TAG, "no message with this tag is held") from error
        except StaleTagError as error:
            message = "the message went back to the queue, or may have: it comes again under another tag"
            raise _bad_tag(ErrorCode.STALE_TAG, message) from error
        except PublishError as error:
            raise _unavailable() from error

    async def _close(self, command: Close) -> dict[str, Any]:
        queue = self._opened(command.queue)
        if command.delete:
            try:
                await queue.delete()
            except BROKER_ERRORS as error:
                raise _unavailable() from error
            self._durable.deleted(self._user(), command.queue)
        self._queues.pop(command.queue, None)
        queue.end()
        await queue.given_back()
        return {"queue": command.queue, "deleted": command.delete}

    def _may_read(self, key: str) -> bool:
        return self._credentials.grants.allows(key)

    def _user(self) -> User:
        identity = self._credentials.identity
        if identity is None:
            raise CommandError(ErrorCode.NOT_CONNECTED, "connect first")
        return identity.org, identity.user

    def _opened(self, name: str) -> OpenQueue:
        queue = self._queues.get(name)
        if queue is None:
            raise CommandError(ErrorCode.NOT_OPEN, "this queue is not open in this session")
        return queue


async def _nack(queue: OpenQueue, command: Nack) -> None:
    if command.requeue:
        await queue.requeue(command.tag)
    else:
        await queue.dead_letter(command.tag, command.reason)


def _every_form(binding: str, grants: Grants) -> tuple[str, ...]:
    try:
        return grants.every_form(binding)
    except MalformedPatternError as error:
        raise CommandError(ErrorCode.BAD_REQUEST, str(error)) from error


def _bad_tag(code: ErrorCode, message: str) -> CommandError:
    metrics.bad_tags.labels(code.value).inc()
    return CommandError(code, message)


def _unavailable() -> CommandError:
    return CommandError(ErrorCode.UNAVAILABLE, "the broker is not available just now")
