"""One client: from its first frame to its close code. Knows no socket; a ``Link`` stands for it."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import UTC, datetime
from enum import Enum, auto
from typing import TYPE_CHECKING

from freightwire.auth import InvalidTokenError, KeySetUnavailableError
from freightwire.identifiers import new_id
from freightwire.telemetry import get_logger

from gateway import metrics
from gateway.grants import Grants
from gateway.protocol import replies
from gateway.protocol.codes import CloseCode, CommandError, ErrorCode, ProtocolViolationError, ResetReason
from gateway.protocol.commands import Connect, Pong, Refresh, Subscribe, Unsubscribe, parse
from gateway.protocol.frames import text_frame
from gateway.protocol.limits import TokenBucket
from gateway.sessions.keepalive import Keepalive
from gateway.sessions.outbox import Outbox
from gateway.sessions.subscribing import Subscribing
from gateway.sessions.subscriptions import Subscriptions

if TYPE_CHECKING:
    from freightwire.auth import Identity, TokenVerifier

    from gateway.bindings import BindingPlanner
    from gateway.feed import Feed
    from gateway.protocol.commands import Command
    from gateway.protocol.push import Push
    from gateway.replay.resumption import Resumptions
    from gateway.router import Router
    from gateway.sessions.outbox import Flusher, Link
    from gateway.sessions.registry import Registry
    from gateway.settings import GatewaySettings

_log = get_logger()


@dataclass(frozen=True, slots=True)
class Services:
    """What sessions of one node share."""

    settings: GatewaySettings
    verifier: TokenVerifier
    feed: Feed
    planner: BindingPlanner
    router: Router
    resumptions: Resumptions
    registry: Registry
    flusher: Flusher


class State(Enum):
    """A session waits for ``connect``, lives, and closes; there is no way back."""

    WAITING = auto()
    LIVE = auto()
    CLOSING = auto()


class Session:
    """Commands in, replies and events out. Commands are handled one after the other."""

    def __init__(self, link: Link, services: Services) -> None:
        settings = services.settings
        self.id = new_id()
        self.state = State.WAITING
        self._services = services
        self._link = link
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
        self._subscribing = Subscribing(self._subscriptions, self._outbox, services, self._too_slow)
        self._keepalive = Keepalive(
            ping_seconds=settings.gateway_ping_seconds,
            pong_seconds=settings.gateway_pong_seconds,
            ping=self._ping,
            close=self.close,
        )
        self._bucket = TokenBucket(
            rate=settings.gateway_commands_per_second,
            burst=settings.gateway_commands_burst,
            now=time.monotonic(),
        )
        self._strikes = 0
        self._identity: Identity | None = None
        self._grants: Grants | None = None
        self._keepalive.expect_connect(settings.gateway_connect_seconds)

    # What the node calls

    def deliver(self, push: Push) -> None:
        """An event that the session is subscribed to."""
        if self._subscribing.held is None:
            self._outbox.append(push.frame, push.conflation_key)
        else:
            self._subscribing.hold(push)

    def reset(self, reason: ResetReason) -> None:
        """Live continuity broke."""
        if self._subscribing.held is not None:
            # A subscription is being begun: it will be whole, the older ones are not.
            self._subscribing.reset_after = reason
        elif self.state is State.LIVE:
            self.send(replies.reset(reason, self._services.feed.cursor.encode(), self._subscriptions.bindings))

    def send(self, message: bytes) -> None:
        """Queue a message that is no event."""
        if self.state is not State.CLOSING:
            self._outbox.append(text_frame(message))

    def close(self, code: CloseCode) -> None:
        """End the session. Nothing is delivered any more, and its name is free."""
        if self.state is State.CLOSING:
            return
        if code is CloseCode.SLOW_CONSUMER:
            self._outbox.discard()
        else:
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
        self.state = State.CLOSING
        self._keepalive.stop()
        self._subscribing.drop()
        self._outbox.discard()
        self._subscriptions.remove(self._subscriptions.bindings)
        if self._identity is not None:
            self._services.registry.remove(self, (self._identity.org, self._identity.user))

    async def received(self, text: str | bytes) -> None:
        """One frame from the client."""
        self._keepalive.heard()
        try:
            message = parse(text)
        except ProtocolViolationError as error:
            _log.info("protocol_violation", session=self.id, reason=str(error))
            self.close(CloseCode.PROTOCOL_ERROR)
            return
        if isinstance(message, Pong):
            return
        try:
            self._check_rate()
            if isinstance(message.command, CommandError):
                raise message.command
            name, body = await self._handle(message.command)
        except CommandError as problem:
            metrics.refusals.labels(problem.code.value).inc()
            self.send(replies.error(message.id, problem))
        except InvalidTokenError as problem:
            self.close(CloseCode.TOKEN_EXPIRED if problem.code == "token_expired" else CloseCode.TOKEN_INVALID)
        except KeySetUnavailableError as error:
            _log.error("key_set_unavailable", reason=str(error))
            self.close(CloseCode.INTERNAL_ERROR)
        else:
            self.send(replies.reply(message.id, name, body))
            self._subscribing.release()
            if self.state is State.WAITING and isinstance(message.command, Connect):
                self.state = State.LIVE
        finally:
            self._subscribing.abandon()

    def _check_rate(self) -> None:
        if self._bucket.take(time.monotonic()):
            return
        self._strikes += 1
        if self._strikes >= self._services.settings.gateway_rate_strikes:
            self.close(CloseCode.RATE_LIMITED)
        raise CommandError(ErrorCode.RATE_LIMITED, "too many commands (FREIGHTWIRE_GATEWAY_COMMANDS_PER_SECOND)")

    async def _handle(self, command: Command) -> tuple[str, dict[str, object]]:
        if isinstance(command, Connect):
            return "connected", await self._connect(command)
        if self.state is not State.LIVE or self._grants is None:
            raise CommandError(ErrorCode.NOT_CONNECTED, "connect first")
        match command:
            case Subscribe():
                return "subscribed", await self._subscribe(command, self._grants)
            case Unsubscribe():
                self._subscriptions.remove(command.bindings)
                return "unsubscribed", {"bindings": command.bindings}
            case Refresh():
                return "refreshed", await self._refresh(command)
            case _:
                raise CommandError(ErrorCode.NOT_SUPPORTED, "not supported")

    async def _connect(self, command: Connect) -> dict[str, object]:
        services, settings = self._services, self._services.settings
        if self.state is not State.WAITING:
            raise CommandError(ErrorCode.ALREADY_CONNECTED, "this connection is connected")
        identity = await services.verifier.verify(command.token)
        self._check_still_open()
        if self._identity is None:
            if services.feed.down_seconds > settings.gateway_broker_grace_seconds:
                self.close(CloseCode.BROKER_UNAVAILABLE)
            elif not services.registry.admit(self, (identity.org, identity.user)):
                self.close(CloseCode.TOO_MANY_SESSIONS)
            self._check_still_open()
        elif (identity.org, identity.user) != (self._identity.org, self._identity.user):
            raise InvalidTokenError("token_invalid")
        self._identity, self._grants = identity, Grants(identity)
        self._keepalive.expire_in(_seconds_left(identity))
        self._outbox.set_flush_ms(command.flush_ms)
        resolved = self._subscriptions.resolve(command.bindings, self._grants)
        self._keepalive.connecting()
        try:
            result = await self._subscribing.begin(resolved, command.cursor if resolved else None)
        except CommandError as problem:
            # The client cannot do much with a session that has nothing: it should come back, maybe to
            # another node.
            if problem.code is ErrorCode.UNAVAILABLE:
                self.close(CloseCode.BROKER_UNAVAILABLE)
            raise
        self._check_still_open()
        self._keepalive.start()
        _log.info("session_connected", session=self.id, user=identity.user, client=command.client)
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
            "expiresIn": max(0, int(_seconds_left(identity))),
        }

    async def _subscribe(self, command: Subscribe, grants: Grants) -> dict[str, object]:
        resolved = self._subscriptions.resolve(command.bindings, grants)
        result = await self._subscribing.begin(resolved, command.cursor)
        return {"bindings": command.bindings, **result}

    async def _refresh(self, command: Refresh) -> dict[str, object]:
        before = self._identity
        identity = await self._services.verifier.verify(command.token)
        self._check_still_open()
        if before is None or (identity.org, identity.user) != (before.org, before.user):
            raise CommandError(ErrorCode.FORBIDDEN, "the token is for somebody else")
        self._identity, self._grants = identity, Grants(identity)
        self._keepalive.expire_in(_seconds_left(identity))
        dropped = self._subscriptions.no_longer_granted(self._grants)
        self._subscriptions.remove(dropped)
        return {
            "expiresIn": max(0, int(_seconds_left(identity))),
            "dropped": [{"binding": binding, "reason": ErrorCode.FORBIDDEN.value} for binding in dropped],
        }

    def _check_still_open(self) -> None:
        """The connection may have ended while a command waited: then nothing may be registered for it any
        more.
        """
        if self.state is State.CLOSING:
            raise CommandError(ErrorCode.UNAVAILABLE, "the session is closed")

    def _too_slow(self) -> None:
        self.close(CloseCode.SLOW_CONSUMER)

    def _ping(self) -> None:
        self.send(replies.ping(self._subscribing.safe_cursor))


def _seconds_left(identity: Identity) -> float:
    return (identity.expires_at - datetime.now(UTC)).total_seconds()
