"""What presence costs between nodes: a thousand people in orders through two nodes, and what those say to one another.

Two gateways in this process on a broker of their own. Members are put in directly, without sockets: what a socket costs
is measured elsewhere. Run with ``python -m tests.bench.presence``.
"""

from __future__ import annotations

import argparse
import asyncio
import random
import tempfile
import time
from contextlib import AsyncExitStack, ExitStack
from pathlib import Path

from freightwire.local_servers import RabbitMQNode
from freightwire.testing import eventually
from gateway.presence import metrics
from gateway.presence.members import Place
from gateway.server import GatewayServer
from gateway.testing import gateway

KINDS = ("announced", "beat", "ask", "moved")
FIELDS = (None, "price", "loading", "weight")


def sent() -> dict[str, float]:
    """Messages that both nodes have sent so far, by kind."""
    return {kind: metrics.messages.labels(kind, "sent")._value.get() for kind in KINDS}


class Measured:
    """Messages and processor time between its beginning and ``report``."""

    def __init__(self) -> None:
        self._sent, self._at, self._cpu = sent(), time.perf_counter(), time.process_time()

    def report(self, what: str) -> None:
        """Print them by the second."""
        seconds, cpu = time.perf_counter() - self._at, time.process_time() - self._cpu
        now = sent()
        kinds = {kind: (now[kind] - self._sent[kind]) / seconds for kind in KINDS}
        parts = " ".join(f"{kind} {rate:.2f}" for kind, rate in kinds.items() if rate)
        print(f"{what:34} {sum(kinds.values()):7.2f} messages/s ({parts})  {100 * cpu / seconds:5.1f} % of a core")


def enter(nodes: list[GatewayServer], number: int, orgs: int, field: str | None) -> None:
    """A person opens their order, or goes to another field there."""
    place = Place(f"org{number % orgs}", str(number % 200), f"user{number}")
    nodes[number % len(nodes)].node.presence.enter(f"tab{number}", place, name=f"User {number}", field=field)


async def run(url: str, options: argparse.Namespace) -> None:
    """Arrive, stay, and work."""
    async with AsyncExitStack() as stack:
        nodes = [await stack.enter_async_context(gateway(url)) for _ in range(2)]
        orgs = [f"org{number}" for number in range(options.orgs)]
        for server in nodes:
            for org in orgs:
                server.node.presence.acquire(org)
            await server.node.presence.settle(orgs)

        measured = Measured()
        for number in range(options.members):
            enter(nodes, number, options.orgs, None)
            await asyncio.sleep(1 / options.rate)
        measured.report(f"{options.members} arrive, {options.rate}/s")

        def is_known() -> bool:
            patterns = [f"{org}.order.#" for org in orgs]
            return all(len(one.node.presence.snapshot(patterns).present) == options.members for one in nodes)

        await eventually(is_known)
        measured = Measured()
        await asyncio.sleep(options.seconds)
        measured.report("nobody does anything")
        measured = Measured()
        end = time.perf_counter() + options.seconds
        while time.perf_counter() < end:
            enter(nodes, random.randrange(options.members), options.orgs, random.choice(FIELDS))
            await asyncio.sleep(1 / options.rate)
        measured.report(f"{options.rate} changes of field a second")


def main() -> None:
    """Measure with a broker of its own."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--members", type=int, default=1000)
    parser.add_argument("--orgs", type=int, default=1)
    parser.add_argument("--rate", type=int, default=100, help="arrivals, and changes, a second")
    parser.add_argument("--seconds", type=float, default=30)
    options = parser.parse_args()
    with ExitStack() as stack:
        directory = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="freightwire-bench-")))
        broker = RabbitMQNode(directory / "rabbitmq")
        stack.callback(broker.stop)
        broker.start()
        asyncio.run(run(broker.url(), options))


if __name__ == "__main__":
    main()
