"""One WebSocket connection, from its first command to its end."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any, NoReturn

from freightwire.telemetry import get_logger
from websockets.exceptions import ConnectionClosed

from freightwire_client.core import messages
from freightwire_client.core.ladder import Way
from freightwire_client.core.messages import Reply, UnreadableMessageError, Verdict
from freightwire_client.core.pace import Pace
from freightwire_client.errors import (
    CommandError,
    DisconnectedError,
    NotConnectedError,
    ProtocolError,
    TokenRefusedError,
    TokenUnavailableError,
    TooManySessionsError,
    command_error,
)
from freightwire_client.items import ReloadReason
from freightwire_client.subscription import BINDINGS_LIMIT
from freightwire_client.tokens import refresh_in

if TYPE_CHECKING:
    from websockets.asyncio.client import ClientConnection

    from freightwire_client.hub import Hub
    from freightwire_client.options import Options
    from freightwire_client.queues import DurableQueue
    from freightwire_client.subscription import Subscription
    from freightwire_client.tokens import TokenSource

RETRY_SECONDS = 1.0
"""Before a command is tried again that the gateway could not carry out just now."""
FAULTS_OF_THE_BINDINGS = frozenset({"forbidden", "bad_request", "limit"})

_log = get_logger()


class AttemptFailedError(Exception):
    """There is no connection this time; the next attempt may succeed."""


class Session:
    """Commands and their answers, and everything that the hub wants kept up on this connection."""

    def __init__(self, socket: ClientConnection, hub: Hub, tokens: TokenSource, options: Options) -> None:
        self.is_draining = False
        self.is_open = True
        self._socket = socket
        self._hub = hub
        self._tokens = tokens
        self._options = options
        self._number = 0
        self._token = ""
        self._pending: dict[int, Callable[[Reply], None]] = {}
        self._user = "me"
        self._bound: set[str] = set()
        self._said: dict[str, object] = {}
        self._opened: dict[str, DurableQueue] = {}
        self._silence = 60.0
        self._expires_in = 0.0
        self._leaving: asyncio.TimerHandle | None = None
        self._closing: asyncio.Task[None] | None = None
        acks = Pace(rate=options.ack_rate, burst=options.ack_burst)
        self._paces = {
            "ack": acks,
            "nack": acks,
            "presence": Pace(rate=options.presence_rate, burst=options.presence_burst),
        }
        self._pace = Pace(rate=options.command_rate, burst=options.command_burst)

    # Beginning

    async def greet(self, *, bare: bool) -> None:
        """Say who we are and, unless ``bare``, begin the first subscriptions with the same command.

        Raises:
            AttemptFailedError: not this time.
            GatewayRefusedError: never.
            TokenUnavailableError: the provider has none just now.
            ConnectionClosed: the gateway went.
        """
        token = self._token = await self._tokens.get()
        group = [] if bare else self._hub.together(BINDINGS_LIMIT)
        reply = await self._hello(token, group)
        if reply.name == "error" and group and reply.body.get("code") in FAULTS_OF_THE_BINDINGS:
            group = []  # each by itself, to see whose fault it is
            reply = await self._hello(token, group)
        if reply.name == "error":
            self._refused(reply.body, token)
        if reply.name != "connected":
            raise ProtocolError(f"the answer to connect is {reply.name}")
        try:
            verdict = _verdict(reply.body)
            self._user = str(reply.body["user"]["id"])
            self._silence = float(reply.body.get("pingInterval", 25)) * self._options.silence_factor
            self._expires_in = float(reply.body.get("expiresIn", 3600))
        except (KeyError, TypeError, ValueError) as error:
            raise ProtocolError(f"not an answer to connect: {error!r}") from error
        self._hub.belongs_to(self._user)
        self._begun(group, verdict)

    def token_expired(self) -> None:
        """The gateway ended the connection because the token's time was over."""
        self._tokens.expired(self._token)

    async def _hello(self, token: str, group: list[Subscription]) -> Reply:
        fields: dict[str, Any] = {"token": token, "client": self._options.client, "flushMs": self._options.flush_ms}
        bindings = list(dict.fromkeys(binding for one in group for binding in one.bindings))
        if bindings:
            fields["bindings"] = bindings
        if group and group[0].mailbox.resume_from is not None:
            fields["cursor"] = group[0].mailbox.resume_from
        self._number += 1
        await self._socket.send(messages.command(self._number, "connect", fields))
        async with asyncio.timeout(self._options.reply_seconds):
            while True:
                message = self._parsed(await self._socket.recv())
                if isinstance(message, Reply) and message.id == self._number:
                    return message

    def _refused(self, body: dict[str, Any], token: str) -> NoReturn:
        code, text = str(body.get("code")), str(body.get("message", ""))
        if code == "token_expired":
            self._tokens.expired(token)
            raise AttemptFailedError("the token has expired")
        if code == "token_invalid":
            raise TokenRefusedError("the token is not valid", code=4500)
        if code == "token_revoked":
            raise DisconnectedError("the token was revoked", code=4503)
        if code == "too_many_sessions":
            raise TooManySessionsError(text, code=4504)
        if body.get("retryable"):
            raise AttemptFailedError(f"{code}: {text}")
        raise ProtocolError(f"connect was refused: {code}: {text}")

    # While it lasts

    async def serve(self) -> NoReturn:
        """Keep everything up until the connection ends.

        Raises:
            ConnectionClosed: it ended.
            TimeoutError: it is dead.
            GatewayRefusedError: the newest token is of no use.
        """
        tasks = [
            asyncio.create_task(self._read(), name="gateway-read"),
            asyncio.create_task(self._beside(self._settle()), name="gateway-settle"),
        ]
        if self._tokens.can_refresh:
            tasks.append(asyncio.create_task(self._beside(self._keep_token_fresh()), name="gateway-token"))
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        finally:
            self.is_open = False
            if self._leaving is not None:
                self._leaving.cancel()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for number in tuple(self._pending):
                self._pending.pop(number)(Reply(number, "", {}))
        for task in tasks:  # the reader first: it knows best why
            if task in done:
                task.result()
        raise AssertionError("unreachable: the tasks of a session end with an error only")

    async def _beside(self, work: Coroutine[Any, Any, NoReturn]) -> NoReturn:
        """Run what needs the connection, and leave it to the reader to say how that ended."""
        try:
            await work
        except NotConnectedError:
            await self._socket.close()
            await asyncio.Event().wait()
        raise AssertionError("unreachable")

    async def command(self, name: str, **fields: Any) -> dict[str, Any]:
        """Send a command and wait for its answer.

        Raises:
            CommandError: it was refused.
            NotConnectedError: the connection ended before the answer came.
        """
        try:
            return await self._ask(name, fields, lambda _: None)
        except TimeoutError as error:
            raise NotConnectedError(f"no answer to {name} in {self._options.reply_seconds:g} s") from error

    async def _ask(self, name: str, fields: dict[str, Any], heard: Callable[[Reply], None]) -> dict[str, Any]:
        """Send a command and wait for its answer.

        ``heard`` is told of it as it is read: before whatever follows it, and before the task that waits goes on.
        """
        answer: asyncio.Future[Reply] = asyncio.get_running_loop().create_future()

        def answered(reply: Reply) -> None:
            heard(reply)
            if not answer.done():
                answer.set_result(reply)

        await self._send(name, fields, answered)
        async with asyncio.timeout(self._options.reply_seconds):
            return _result(await answer)

    async def _send(self, name: str, fields: dict[str, Any], answered: Callable[[Reply], None]) -> None:
        await asyncio.sleep(self._paces.get(name, self._pace).delay(asyncio.get_running_loop().time()))
        if not self.is_open:
            raise NotConnectedError("the connection is gone")
        self._number += 1
        self._pending[self._number] = answered
        try:
            await self._socket.send(messages.command(self._number, name, fields))
        except ConnectionClosed as error:
            self._pending.pop(self._number, None)
            raise NotConnectedError("the connection is gone") from error

    async def _read(self) -> NoReturn:
        while True:
            async with asyncio.timeout(self._silence):
                frame = await self._socket.recv()
            message = self._parsed(frame)
            if message is not None:
                await self._take(message)

    def _parsed(self, frame: str | bytes) -> messages.Message | None:
        try:
            return messages.parse(frame)
        except UnreadableMessageError as error:
            # What it would have said is not known: rather one reload too many than stale.
            _log.error("unreadable_message", reason=str(error))
            self._hub.reload(ReloadReason.UNREADABLE, str(error))
            return None

    async def _take(self, message: messages.Message) -> None:
        match message:
            case messages.Pushed(event=event):
                self._hub.offer(event)
            case messages.Delivered():
                self._hub.delivered(message, self)
            case Reply():
                answered = self._pending.pop(message.id, None)
                if answered is not None:
                    answered(message)
            case messages.Ping(cursor=cursor):
                self._hub.moved(cursor)
                await self._socket.send(messages.PONG)
            case messages.Reset(reason=reason, cursor=cursor):
                self._hub.reload(ReloadReason.RESET, reason, cursor)
            case messages.Drain(within_seconds=seconds):
                self._leave_within(seconds)
            case messages.QueueClosed(queue=queue, reason=reason):
                self._opened.pop(queue, None)
                self._hub.queue_closed(queue, reason)
            case messages.Other(names=names):
                _log.debug("unknown_message", names=names)

    def _leave_within(self, seconds: float) -> None:
        """The node stops: go before it closes the connection, at a moment of our own."""
        self.is_draining = True
        if self._leaving is None:
            when = random.uniform(0, seconds)  # noqa: S311  (spreads load)
            self._leaving = asyncio.get_running_loop().call_later(when, self._leave)

    def _leave(self) -> None:
        self._closing = asyncio.create_task(self._socket.close(), name="gateway-leave")

    # What the hub wants

    async def _settle(self) -> NoReturn:
        """Begin, open, end and say what the application wants, whenever that changes."""
        while True:
            self._hub.changed.clear()
            again = False
            for subscription in self._hub.waiting():
                again |= not await self._begin(subscription)
            await self._close_queues()
            for queue in tuple(self._hub.queues.values()):
                again |= not queue.is_open and not await self._open(queue)
            await self._unsubscribe()
            again |= not await self._say_presence()
            try:
                async with asyncio.timeout(RETRY_SECONDS if again else None):
                    await self._hub.changed.wait()
            except TimeoutError:
                continue

    async def _begin(self, subscription: Subscription) -> bool:
        """Subscribe; whether that is settled, one way or the other."""
        mailbox = subscription.mailbox
        mailbox.belongs_to(self._user)
        fields: dict[str, Any] = {"bindings": list(subscription.bindings)}
        if mailbox.resume_from is not None:
            fields["cursor"] = mailbox.resume_from

        def heard(reply: Reply) -> None:
            # What follows the answer is for the subscription already.
            if reply.name == "subscribed":
                self._begun([subscription], _verdict(reply.body))

        try:
            await self._ask("subscribe", fields, heard)
        except CommandError as error:
            if error.retryable:
                return False
            self._hub.fail(subscription, error)
        return True

    def _begun(self, subscriptions: list[Subscription], verdict: Verdict) -> None:
        self._bound.update(binding for one in subscriptions for binding in one.bindings)
        self._hub.begun(subscriptions, verdict, Way.WEBSOCKET)

    async def _unsubscribe(self) -> None:
        gone = sorted(self._bound - self._hub.bindings)
        for at in range(0, len(gone), BINDINGS_LIMIT):
            part = gone[at : at + BINDINGS_LIMIT]
            await self.command("unsubscribe", bindings=part)
            self._bound.difference_update(part)

    async def _open(self, queue: DurableQueue) -> bool:
        def heard(reply: Reply) -> None:
            if reply.name == "opened":
                self._opened[queue.name] = queue
                queue.opened(reply.body.get("pending"))

        try:
            await self._ask("open", queue.fields(), heard)
        except CommandError as error:
            if error.retryable:
                return False
            self._hub.queues.pop(queue.name, None)
            queue.end(error)
        return True

    async def _close_queues(self) -> None:
        for name, queue in tuple(self._opened.items()):
            if self._hub.queues.get(name) is not queue:
                del self._opened[name]
                await self.command("close", queue=name)

    async def _say_presence(self) -> bool:
        is_settled = True
        for order, presence in tuple(self._hub.presence.items()):
            if self._said.get(order) == presence:
                continue
            self._said[order] = presence
            try:
                await self.command("presence", **presence.fields())
            except CommandError as error:
                _log.warning("presence_refused", order=order, reason=str(error))
                if error.retryable:
                    del self._said[order]
                    is_settled = False
                    continue
            if presence.state == "left" and self._hub.presence.get(order) == presence:
                del self._hub.presence[order], self._said[order]
        return is_settled

    async def _keep_token_fresh(self) -> NoReturn:
        backoff = self._options.backoff()
        delay = refresh_in(self._expires_in)
        while True:
            await asyncio.sleep(delay)
            try:
                token = await self._tokens.get()
                answer = await self.command("refresh", token=token)
                self._token = token
            except TokenUnavailableError as error:
                delay = backoff.next_delay()
                _log.warning("token_unavailable", reason=str(error), retry_in=delay)
            except CommandError as error:
                if not error.retryable:
                    raise TokenRefusedError(f"the new token was refused: {error}") from error
                delay = backoff.next_delay()
            else:
                backoff.reset()
                delay = refresh_in(float(answer.get("expiresIn", 0)))
                self._drop(answer.get("dropped") or [])

    def _drop(self, dropped: list[dict[str, Any]]) -> None:
        """The new token grants less than the old one."""
        for one in dropped:
            if "queue" in one:
                continue  # taken off the queue; one that has nothing left is closed, and says so
            binding = str(one.get("binding"))
            self._bound.discard(binding)
            reason = str(one.get("reason", "forbidden"))
            self._hub.drop([binding], command_error(reason, f"{binding} is no longer granted"))


def _verdict(body: dict[str, Any]) -> Verdict:
    """What became of a cursor.

    Raises:
        ProtocolError: the answer does not say.
    """
    try:
        return Verdict.from_body(body)
    except UnreadableMessageError as error:
        raise ProtocolError(str(error)) from error


def _result(reply: Reply) -> dict[str, Any]:
    """The body of an answer.

    Raises:
        CommandError: it is a refusal.
        NotConnectedError: it stands for the end of the connection.
    """
    if not reply.name:
        raise NotConnectedError("the connection ended before the answer came")
    if reply.name != "error":
        return reply.body
    code, text = str(reply.body.get("code")), str(reply.body.get("message", ""))
    raise command_error(code, text, retryable=bool(reply.body.get("retryable")))
