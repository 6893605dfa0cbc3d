"""One client: from its first frame to its close code. Knows no socket; a ``Link`` stands for it."""

from __future__ import annotations

import time
from datetime import UTC, datetime
from enum import Enum, auto
from typing import TYPE_CHECKING

from freightwire.identifiers import new_id
from freightwire.telemetry import get_logger

from gateway import metrics
from gateway.durable.commands import SessionQueues
from gateway.presence.attendance import Attendance
from gateway.protocol import replies
from gateway.protocol.codes import CloseCode, CommandError, ErrorCode, ProtocolViolationError, ResetReason
from gateway.protocol.commands import (
    Ack,
    Close,
    Connect,
    Nack,
    Open,
    Pong,
    Refresh,
    SetPresence,
    Subscribe,
    Unsubscribe,
    parse,
)
from gateway.protocol.limits import TokenBucket
from gateway.sessions.credentials import Credentials
from gateway.sessions.facts import SessionFacts
from gateway.sessions.keepalive import Keepalive
from gateway.sessions.outbox import Outbox
from gateway.sessions.subscribing import Subscribing
from gateway.sessions.subscriptions import Subscriptions

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from freightwire.auth import Identity

    from gateway.protocol.commands import Command
    from gateway.protocol.push import Push
    from gateway.sessions.burst import Member
    from gateway.sessions.outbox import Link
    from gateway.sessions.pings import Sign
    from gateway.sessions.services import Services
    from gateway.sessions.wire import Wire

RATE_MESSAGE = "too many commands (FREIGHTWIRE_GATEWAY_COMMANDS_PER_SECOND)"
CONNECTS_MESSAGE = "this user connects, or polls, too often (FREIGHTWIRE_GATEWAY_CONNECTS_PER_SECOND)"
STRIKES_SECONDS = 60
"""After so long without a refusal for the rate, all earlier ones are forgotten."""
NO_BROKER = "the broker is not available just now"

_log = get_logger()


class State(Enum):
    """A session waits for ``connect``, lives, and closes; there is no way back."""

    WAITING = auto()
    LIVE = auto()
    CLOSING = auto()


class Session:
    """Commands in, replies and events out. Commands are handled one after the other."""

    def __init__(self, link: Link, services: Services, wire: Wire, bearer: str | None = None) -> None:
        """``bearer`` is the token of the request's ``Authorization`` header; one in ``connect`` goes before it."""
        settings = services.settings
        self.id = new_id()
        self.transport = wire.name
        self.state = State.WAITING
        self._services = services
        self._link = link
        self._wire = wire
        self._framed = wire.event
        self._outbox = Outbox(
            link,
            services.flusher,
            budget=settings.gateway_outbound_bytes,
            over_budget=self._too_slow,
        )
        self._subscriptions = Subscriptions(
            self,
            services.router,
            services.planner,
            services.feed.reconsider,
            limit=settings.gateway_bindings_per_session,
        )
        self._subscribing = Subscribing(
            self._subscriptions,
            services,
            replay=self._replay,
            reset=self._tell_reset,
            too_slow=self._too_slow,
            changed=self.reconsider,
        )
        self._attendance = Attendance(self.id, services.presence, settings)
        self._keepalive = Keepalive(
            clock=services.pings,
            pong_seconds=settings.gateway_pong_seconds if wire.answered else None,
            ping=self._ping,
            close=self.close,
        )
        now, strikes = time.monotonic(), settings.gateway_rate_strikes
        self._bucket = TokenBucket(
            rate=settings.gateway_commands_per_second, burst=settings.gateway_commands_burst, now=now
        )
        self._acks = TokenBucket(rate=settings.gateway_acks_per_second, burst=settings.gateway_acks_burst, now=now)
        self._leniency = TokenBucket(rate=strikes / STRIKES_SECONDS, burst=strikes - 1, now=now)
        self._credentials = Credentials(services.verifier, bearer)
        self._queues = SessionQueues(services.durable, send=self.send, credentials=self._credentials)
        self._client = ""
        self._since = datetime.now(UTC)
        self._keepalive.expect_connect(settings.gateway_connect_seconds)

    # What the node calls

    def deliver(self, push: Push) -> None:
        """An event that the session is subscribed to."""
        if self._subscribing.held is None:
            self._outbox.append(self._framed(push), push.conflation_key)
        else:
            self._subscribing.hold(push)

    @property
    def member(self) -> Member | None:
        """Itself, if it takes events by the burst: whoever is told where the node's cursor is must settle it before."""
        return None

    def reconsider(self) -> None:
        """What decides whether events must wait in the outbox has changed."""

    def reset(self, reason: ResetReason) -> None:
        """Live continuity broke."""
        if self._subscribing.held is not None:
            # A subscription is being begun: it will be whole, the older ones are not.
            self._subscribing.reset_after = reason
        elif self.state is State.LIVE:
            self._tell_reset(reason)

    def send(self, message: bytes, cursor: str | None = None) -> None:
        """Queue a message that is no event; ``cursor`` is where the client stands once it has it."""
        if self.state is not State.CLOSING:
            self._services.flusher.settle()
            self._outbox.append(self._wire.message(message, cursor))

    def close(self, code: CloseCode) -> None:
        """End the session. Nothing is delivered any more, and its name is free."""
        if self.state is State.CLOSING:
            return
        if code is CloseCode.SLOW_CONSUMER:
            self._outbox.discard()
        else:
            self._services.flusher.settle()
            self._outbox.flush()
        metrics.closes.labels(str(int(code))).inc()
        _log.info("session_closed", session=self.id, code=int(code), reason=code.reason)
        self.ended()
        self._link.close(int(code), code.reason)

    # What the transport calls

    def writable(self) -> None:
        """The socket takes more again."""
        if self.state is not State.CLOSING:
            self._outbox.flush()

    def ended(self) -> None:
        """The connection is gone, or about to go."""
        self._services.flusher.settle()  # a burst must not hold what has no socket any more
        self.state = State.CLOSING
        self._keepalive.stop()
        self._subscribing.drop()
        self._attendance.end()
        self._queues.end()
        self._outbox.discard()
        self._subscriptions.remove(self._subscriptions.bindings)
        self._services.registry.remove(self)

    @property
    def identity(self) -> Identity | None:
        """Who its newest token speaks for; None before ``connect``."""
        return self._credentials.identity

    @property
    def facts(self) -> SessionFacts | None:
        """What an administrator is shown; None before ``connect``."""
        identity = self.identity
        if identity is None:
            return None
        return SessionFacts(
            id=self.id,
            identity=identity,
            client=self._client,
            since=self._since,
            bindings=self._subscriptions.bindings,
            queues=self._queues.names,
        )

    async def received(self, text: str | bytes) -> None:
        """One frame from the client."""
        self._keepalive.heard()
        try:
            message = parse(text)
        except ProtocolViolationError as error:
            _log.info("protocol_violation", session=self.id, reason=str(error))
            self.close(CloseCode.PROTOCOL_ERROR)
            return
        command = None if isinstance(message, Pong) else message.command
        is_within_rate = self._is_within_rate(self._acks if isinstance(command, Ack | Nack) else self._bucket)
        if isinstance(message, Pong):
            return
        try:
            name, body = await self._handle(message.command, is_within_rate=is_within_rate)
        except CommandError as problem:
            metrics.refusals.labels(problem.code.value).inc()
            self.send(replies.error(message.id, problem))
            if problem.close is not None:
                self.close(problem.close)
        else:
            self.send(replies.reply(message.id, name, body))
            self._go_on()
        finally:
            self._subscribing.abandon()

    def _is_within_rate(self, bucket: TokenBucket) -> bool:
        now = time.monotonic()
        if bucket.take(now):
            return True
        if not self._leniency.take(now):
            self.close(CloseCode.RATE_LIMITED)
        return False

    async def _handle(self, command: Command | CommandError, *, is_within_rate: bool) -> tuple[str, dict[str, object]]:
        if not is_within_rate:
            raise CommandError(ErrorCode.RATE_LIMITED, RATE_MESSAGE)
        if isinstance(command, CommandError):
            raise command
        if isinstance(command, Connect):
            return "connected", await self._connect(command)
        if self.state is not State.LIVE:
            raise CommandError(ErrorCode.NOT_CONNECTED, "connect first")
        match command:
            case Subscribe():
                return "subscribed", await self._subscribe(command)
            case Unsubscribe():
                self._subscriptions.remove(command.bindings)
                return "unsubscribed", {"bindings": command.bindings}
            case Refresh():
                return "refreshed", await self._refresh(command)
            case SetPresence():
                return "announced", self._announce(command)
            case Open() | Ack() | Nack() | Close():
                return await self._queues.handle(command)
            case _:
                raise CommandError(ErrorCode.NOT_SUPPORTED, "not supported")

    async def _connect(self, command: Connect) -> dict[str, object]:
        return await self._establish(command, await self._admit(command))

    async def _admit(self, command: Connect) -> Mapping[str, tuple[str, ...]]:
        """Who it is, and whether the client may have what it asks for; nothing here waits for the broker.

        Returns:
            The absolute patterns of the command's bindings.

        Raises:
            CommandError: it may not.
        """
        services, settings = self._services, self._services.settings
        if self.state is not State.WAITING:
            raise CommandError(ErrorCode.ALREADY_CONNECTED, "this connection is connected")
        identity = await self._credentials.present(command.token, unavailable=CloseCode.INTERNAL_ERROR)
        self._check_still_open()
        user = identity.org, identity.user
        if not services.connects.take(user, time.monotonic()):
            raise CommandError(ErrorCode.RATE_LIMITED, CONNECTS_MESSAGE)
        if services.feed.down_seconds > settings.gateway_broker_grace_seconds:
            raise CommandError(ErrorCode.UNAVAILABLE, NO_BROKER, close=CloseCode.BROKER_UNAVAILABLE)
        if not services.registry.admit(self, user):
            raise CommandError(
                ErrorCode.TOO_MANY_SESSIONS,
                "too many sessions of this user (FREIGHTWIRE_GATEWAY_SESSIONS_PER_USER)",
                close=CloseCode.TOO_MANY_SESSIONS,
            )
        self._keepalive.expire_in(self._credentials.seconds_left)
        self._outbox.set_flush_ms(command.flush_ms)
        self.reconsider()
        self._client = command.client
        resolved = self._subscriptions.resolve(command.bindings, self._credentials.grants)
        self._keepalive.connecting()
        return resolved

    async def _establish(self, command: Connect, resolved: Mapping[str, tuple[str, ...]]) -> dict[str, object]:
        """Bind and, given a cursor, find what was missed; events are held until ``_go_on``.

        Returns:
            The body of the reply.

        Raises:
            CommandError: the broker cannot be had just now.
        """
        settings, identity = self._services.settings, self._credentials.connected
        try:
            result = await self._subscribing.begin(resolved, command.cursor if resolved else None)
        except CommandError as problem:
            # A session that has nothing is of no use: the client should come back, maybe to another node.
            raise CommandError(problem.code, problem.message, close=CloseCode.BROKER_UNAVAILABLE) from problem
        self._check_still_open()
        if self._wire.pings:
            self._keepalive.start()
        log = _log.info if self._wire.pings else _log.debug
        log(
            "session_connected",
            session=self.id,
            transport=self.transport,
            user=identity.user,
            client=command.client,
        )
        return {
            "session": self.id,
            "node": settings.gateway_node,
            "user": {
                "id": identity.user,
                "name": identity.name,
                "org": identity.org,
                "roles": sorted(identity.roles),
            },
            **result,
            "pingInterval": settings.gateway_ping_seconds,
            "expiresIn": int(self._credentials.seconds_left),
        }

    def _go_on(self) -> None:
        """The reply is on its way: now what was missed, and from now on live events."""
        self._subscribing.release()
        self._queues.release()
        if self.state is State.WAITING and self._credentials.identity is not None:
            self.state = State.LIVE

    async def _subscribe(self, command: Subscribe) -> dict[str, object]:
        resolved = self._subscriptions.resolve(command.bindings, self._credentials.grants)
        result = await self._subscribing.begin(resolved, command.cursor)
        return {"bindings": command.bindings, **result}

    def _announce(self, command: SetPresence) -> dict[str, object]:
        self._attendance.announce(self._credentials.connected, self._credentials.grants, command)
        return {"order": command.order, "state": command.state}

    async def _refresh(self, command: Refresh) -> dict[str, object]:
        await self._credentials.present(command.token, unavailable=None)
        self._check_still_open()
        self._keepalive.expire_in(self._credentials.seconds_left)
        dropped = self._subscriptions.no_longer_granted(self._credentials.grants)
        self._subscriptions.remove(dropped)
        self._attendance.recheck(self._credentials.grants)
        from_queues = await self._queues.regrant()
        return {
            "expiresIn": int(self._credentials.seconds_left),
            "dropped": [
                *({"binding": binding, "reason": ErrorCode.FORBIDDEN.value} for binding in dropped),
                *from_queues,
            ],
        }

    def _check_still_open(self) -> None:
        """The connection may have ended while a command waited: then nothing may be registered for it any
        more.
        """
        if self.state is State.CLOSING:
            raise CommandError(ErrorCode.UNAVAILABLE, "the session is closed")

    def _replay(self, pushes: Iterable[Push]) -> None:
        """What was missed, and what came meanwhile."""
        for push in pushes:
            self._outbox.append_uncounted(self._framed(push))

    def _tell_reset(self, reason: ResetReason) -> None:
        cursor = self._services.feed.cursor.encode()
        self.send(replies.reset(reason, cursor, self._subscriptions.bindings), cursor)

    def _too_slow(self) -> None:
        self.close(CloseCode.SLOW_CONSUMER)

    def _ping(self, sign: Sign) -> None:
        if self._subscribing.held is None:
            self.send(sign.message, sign.cursor)
        else:
            cursor = self._subscribing.safe_cursor
            self.send(replies.ping(cursor), cursor)
