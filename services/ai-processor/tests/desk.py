"""What surrounds the service in its tests: a publisher, an object store, and all that is said on the exchange."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import aio_pika
from freightwire.events.documents import DocumentSubmitted
from freightwire.events.envelope import Envelope
from freightwire.identifiers import new_id
from freightwire.messaging import BrokerConnection, Publisher
from freightwire.messaging.topology import EVENTS


@dataclass
class Desk:
    """What surrounds the service: a publisher, an object store, and all that is said on the exchange."""

    publisher: Publisher
    store: Path
    heard: list[Envelope] = field(default_factory=list)

    def put(self, data: bytes) -> str:
        """Store an object."""
        key = new_id()
        (self.store / key).write_bytes(data)
        return key

    async def submit(self, data: bytes | None, **changes: Any) -> DocumentSubmitted:
        """Say that a document waits; None: its object is missing."""
        content = data or b""
        document = DocumentSubmitted(
            **{
                "document_id": new_id(),
                "order_id": new_id(),
                "object_key": "missing" if data is None else self.put(data),
                "file_name": "comanda.pdf",
                "content_type": "application/pdf",
                "size": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
                **changes,
            }
        )
        await self.publish(document)
        return document

    async def publish(self, document: DocumentSubmitted) -> None:
        await self.publisher.publish(Envelope.of(document, org="alpha", source="orders"))

    def of(self, document: DocumentSubmitted, *types: type[Any]) -> list[Envelope]:
        """What was said about a document, in order."""
        return [
            envelope
            for envelope in self.heard
            if envelope.type in {each.type for each in types} and document.document_id.encode() in envelope.data
        ]


@asynccontextmanager
async def open_desk(amqp_url: str, store: Path) -> AsyncIterator[Desk]:
    """A desk whose objects lie in the directory ``store``."""
    broker = BrokerConnection(amqp_url, name="test-desk")
    await broker.start()
    desk = Desk(Publisher(broker), store)
    channel = await broker.channel()
    queue = await channel.declare_queue(exclusive=True)
    await queue.bind(EVENTS.name, "#")

    async def hear(message: aio_pika.abc.AbstractIncomingMessage) -> None:
        await message.ack()
        desk.heard.append(Envelope.from_message(message.headers, message.routing_key or "", message.body))

    await queue.consume(hear)
    yield desk
    await broker.stop()
