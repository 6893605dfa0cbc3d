"""RabbitMQ's own WebSockets: the Web STOMP plug-in, each client with a subscription to the same topic.

Its time is the broker's: taking the messages, routing them to a queue for each client, and sending them.
"""

from __future__ import annotations

import asyncio
import tempfile
from pathlib import Path

import aio_pika
import psutil
from aio_pika.abc import AbstractIncomingMessage
from freightwire.local_servers import RabbitMQNode
from freightwire.local_servers.ports import free_port
from pacing import FRAMES, TEXT, take_turns

CONFIGURATION = """\
default_user = guest
default_pass = guest
# A thousand connections and queues take more than a node on a laptop is given: it would take no more messages.
vm_memory_high_watermark.absolute = 4GiB
stomp.listeners.tcp = none
web_stomp.tcp.ip = 127.0.0.1
web_stomp.tcp.port = {port}
# Clients that say nothing for a minute would be closed.
web_stomp.cowboy_opts.idle_timeout = 3600000
web_stomp.ws_opts.idle_timeout = 3600000
"""


def cpu_of(pid: int) -> float:
    """Seconds of processor time of a process."""
    times = psutil.Process(pid).cpu_times()
    return float(times.user + times.system)


async def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        port = free_port()
        further = Path(name, "conf.d")
        further.mkdir()
        (further / "web_stomp.conf").write_text(CONFIGURATION.format(port=port))
        node = RabbitMQNode(Path(name), management=False, plugins=["rabbitmq_web_stomp"])
        try:
            node.start()
            broker = node.pid
            assert broker is not None
            connection = await aio_pika.connect(f"amqp://guest:guest@127.0.0.1:{node.port}/")
            async with connection:
                channel = await connection.channel()
                exchange = await channel.get_exchange("amq.topic", ensure=False)
                message = aio_pika.Message(TEXT.encode())
                # One queue more, read here: a confirm says only that a message is in the queues, and without waiting
                # for it to come out of one, turns would pile up in all of them.
                witness = await channel.declare_queue(exclusive=True)
                await witness.bind(exchange, "bench")
                came: asyncio.Queue[AbstractIncomingMessage] = asyncio.Queue()
                await witness.consume(came.put, no_ack=True)

                async def send() -> None:
                    await asyncio.gather(*(exchange.publish(message, "bench") for _ in range(FRAMES)))
                    for _ in range(FRAMES):
                        await came.get()

                print(port, flush=True)
                await take_turns(send, lambda: cpu_of(broker))
        finally:
            node.kill()


asyncio.run(main())
