"""Messages between nodes over the ``control`` exchange, kept up across the broker's absences.

Routing keys are ``all.<kind>`` and ``node.<name>.<kind>``. Each node has an exclusive queue, which dies with its
connection: what is said while a node is cut off does not reach it. Whatever must not be missed belongs elsewhere (see
``gateway.revocation``).
"""

from __future__ import annotations

import asyncio
import random
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from aio_pika import DeliveryMode, Message
from freightwire.identifiers import new_id
from freightwire.messaging.errors import PublishError
from freightwire.messaging.topology import CONTROL
from freightwire.telemetry import get_logger

from gateway.cluster import metrics
from gateway.cluster.messages import ControlMessage
from gateway.cluster.peers import Peers
from gateway.upkeep import BROKER_ERRORS, close_quietly, keep_up

if TYPE_CHECKING:
    from collections.abc import Callable

    from aiormq.abc import DeliveredMessage
    from freightwire.messaging.connection import BrokerConnection
    from freightwire.messaging.publisher import Publisher

    from gateway.upkeep import Loss

HELLO, ALIVE, BYE, ANSWER = "hello", "alive", "bye", "answer"
LEASE_BEATS = 3
SETTLE_SECONDS = 1.0
"""After a node's ``hello`` so long until the others have had the time to say that they are there."""
QUEUE_LENGTH = 10_000
PREFETCH = 100
RPC_SECONDS = 10

Body = dict[str, Any]

_log = get_logger()


class BusUnavailableError(Exception):
    """The other nodes cannot be reached just now."""


@dataclass(slots=True)
class Answers:
    """What the nodes answered, this one included, and which are known but did not answer in time."""

    of: dict[str, Body] = field(default_factory=dict)
    missing: frozenset[str] = frozenset()


class ClusterBus:
    """Tells and asks the other nodes. Handlers do not wait, and raise ``ValueError`` for what they cannot read."""

    def __init__(self, node: str, broker: BrokerConnection, publisher: Publisher, *, beat_seconds: float) -> None:
        self.node = node
        self._broker = broker
        self._publisher = publisher
        self._beat_seconds = beat_seconds
        self._peers = Peers(lease=LEASE_BEATS * beat_seconds)
        self._handlers: dict[str, Callable[[Body], Body | None]] = {}
        self._gathering: dict[str, tuple[Answers, asyncio.Event]] = {}
        self._settled_at: float | None = None
        self._task: asyncio.Task[None] | None = None

    def on(self, kind: str, handler: Callable[[Body], Body | None]) -> None:
        """Have messages of ``kind`` handled; what ``handler`` returns is this node's answer to a question."""
        self._handlers[kind] = handler

    async def start(self) -> None:
        """Begin; a broker that is away is waited for."""
        self._task = asyncio.create_task(keep_up("cluster", self._attempt), name="cluster")

    async def stop(self) -> None:
        """Say good-bye and leave."""
        if self._settled_at is not None:
            await self._try_to_tell(BYE)
        if self._task is not None:
            self._task.cancel()
            await asyncio.gather(self._task, return_exceptions=True)

    @property
    def peers(self) -> frozenset[str]:
        """The other nodes, as far as is known."""
        return self._peers.alive(asyncio.get_running_loop().time())

    async def tell(self, kind: str, body: Body, *, node: str | None = None) -> None:
        """Send a message to all nodes, or to one.

        Raises:
            PublishError: the broker did not take it, or there is no such node.
        """
        await self._publish(ControlMessage(kind=kind, sender=self.node, body=body), node)

    async def ask(
        self, kind: str, body: Body, *, seconds: float, enough: Callable[[Body], bool] = lambda _: False
    ) -> Answers:
        """Ask all nodes, this one first, until all that are known have answered, or one has answered ``enough``.

        Raises:
            BusUnavailableError: the question could not be sent; this node has acted on it nevertheless.
        """
        own = self._handlers[kind](body) or {}
        answers, changed = Answers({self.node: own}), asyncio.Event()
        if enough(own):
            return answers
        if self._settled_at is None:
            metrics.questions.labels("failed").inc()
            raise BusUnavailableError("not attached to the broker just now")
        question = new_id()
        self._gathering[question] = answers, changed
        try:
            await self._publish(ControlMessage(kind=kind, sender=self.node, body=body, question=question))
            async with asyncio.timeout(seconds):
                await self._gather(answers, changed, enough)
        except PublishError as error:
            metrics.questions.labels("failed").inc()
            raise BusUnavailableError(repr(error)) from error
        except TimeoutError:
            answers.missing = self.peers - answers.of.keys()
        finally:
            del self._gathering[question]
        metrics.questions.labels("partial" if answers.missing else "complete").inc()
        return answers

    async def _gather(self, answers: Answers, changed: asyncio.Event, enough: Callable[[Body], bool]) -> None:
        loop = asyncio.get_running_loop()
        while not any(map(enough, answers.of.values())):
            changed.clear()
            settles_in = (self._settled_at or 0) - loop.time()
            if settles_in <= 0 and self.peers <= answers.of.keys():
                return
            try:
                async with asyncio.timeout(settles_in if settles_in > 0 else None):
                    await changed.wait()
            except TimeoutError:
                continue

    # The broker's side

    async def _attempt(self, loss: Loss, works: Callable[[], None]) -> None:
        await self._broker.wait_ready()
        channel = await self._broker.channel(on_lost=lambda: loss.report("channel closed"), confirms=False)
        try:
            async with asyncio.timeout(RPC_SECONDS):
                wire = await channel.get_underlay_channel()
                wire.on_consumer_cancel_callbacks.add(lambda _: loss.report("consumer cancelled by the broker"))
                queue = f"gateway.{self.node}.control.{new_id()}"
                await wire.queue_declare(queue, exclusive=True, arguments={"x-max-length": QUEUE_LENGTH})
                for pattern in ("all.#", f"node.{self.node}.#"):
                    await wire.queue_bind(queue, CONTROL.name, pattern)
                await wire.basic_qos(prefetch_count=PREFETCH)
                await wire.basic_consume(queue, self._received)
            await self._try_to_tell(HELLO)
            self._settled_at = asyncio.get_running_loop().time() + SETTLE_SECONDS
            works()
            while True:
                metrics.peers.set(len(self.peers))
                await asyncio.sleep(self._beat_seconds * random.uniform(0.8, 1.0))  # noqa: S311  (spreads load)
                await self._try_to_tell(ALIVE)
        finally:
            self._settled_at = None
            await close_quietly(channel)

    async def _received(self, delivered: DeliveredMessage) -> None:
        try:
            message = ControlMessage.decode(bytes(delivered.body))
            if message.sender != self.node:
                await self._handle(message)
        except ValueError as error:  # MalformedControlError, and what handlers raise over a body
            metrics.malformed.inc()
            _log.warning("control_message_malformed", reason=str(error)[:200])
        except BROKER_ERRORS as error:
            _log.info("answer_unsent", reason=repr(error))
        await delivered.channel.basic_ack(delivered.delivery_tag or 0, wait=False)

    async def _handle(self, message: ControlMessage) -> None:
        if message.kind == BYE:
            self._peers.gone(message.sender)
            return
        self._peers.seen(message.sender, asyncio.get_running_loop().time())
        if message.kind == HELLO:
            await self.tell(ALIVE, {}, node=message.sender)
        elif message.kind == ANSWER:
            self._answered(message)
        elif message.kind in self._handlers:
            answer = self._handlers[message.kind](message.body) or {}
            if message.question is not None:
                reply = ControlMessage(kind=ANSWER, sender=self.node, body=answer, question=message.question)
                await self._publish(reply, message.sender)
        elif message.kind != ALIVE:
            metrics.unknown.inc()

    def _answered(self, message: ControlMessage) -> None:
        gathering = self._gathering.get(message.question or "")
        if gathering is not None:
            answers, changed = gathering
            answers.of[message.sender] = message.body
            changed.set()

    async def _publish(self, message: ControlMessage, node: str | None = None) -> None:
        key = f"all.{message.kind}" if node is None else f"node.{node}.{message.kind}"
        await self._publisher.send(
            Message(message.encode(), content_type="application/json", delivery_mode=DeliveryMode.NOT_PERSISTENT),
            exchange=CONTROL.name,
            routing_key=key,
        )

    async def _try_to_tell(self, kind: str) -> None:
        """Say something that is said again anyhow: publishing may be blocked while messages arrive."""
        try:
            await self.tell(kind, {})
        except PublishError as error:
            _log.info("control_message_unsent", kind=kind, reason=repr(error))
