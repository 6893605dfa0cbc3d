"""What the messaging tests share: a document event, a look into a queue, and messages that break the rules."""

from __future__ import annotations

from aio_pika import Message
from aio_pika.abc import AbstractIncomingMessage
from freightwire.events.documents import DocumentSubmitted
from freightwire.events.envelope import Envelope
from freightwire.messaging import BrokerConnection
from freightwire.messaging.publisher import message_of


def submitted(document: str, org: str = "alpha") -> Envelope:
    """A document that waits to be read."""
    event = DocumentSubmitted(
        document_id=document,
        order_id="o1",
        object_key=f"{org}/documents/{document}",
        file_name="comanda.pdf",
        content_type="application/pdf",
        size=10,
        sha256="0" * 64,
    )
    return Envelope.of(event, org=org, source="test")


def changed(envelope: Envelope, *, body: bytes | None = None, **headers: object) -> Message:
    """The message of ``envelope`` with another body or other CloudEvents attributes (None removes one)."""
    message = message_of(envelope)
    for name, value in headers.items():
        if value is None:
            del message.headers["cloudEvents_" + name]
        else:
            message.headers["cloudEvents_" + name] = value  # type: ignore[assignment]
    if body is not None:
        message.body = body
    return message


async def take(broker: BrokerConnection, queue: str) -> AbstractIncomingMessage | None:
    """Take the next message off a queue; None when it is empty."""
    channel = await broker.channel(confirms=False)
    try:
        message = await (await channel.get_queue(queue, ensure=False)).get(fail=False)
        if message is not None:
            await message.ack()
        return message
    finally:
        await channel.close()


async def purge(broker: BrokerConnection, *queues: str) -> None:
    """Empty queues."""
    channel = await broker.channel(confirms=False)
    for queue in queues:
        await (await channel.get_queue(queue, ensure=False)).purge()
    await channel.close()
