"""Documents through the whole system: with one ai-processor, with two, and with two of which one is killed half-way.

Each ai-processor has one reading process. Half of the documents have their text, half are scans at 200 dpi; all are
sent at once, and the time runs from the first upload to the news that the last one was read. Exit status 1 where a
document was lost, read twice or failed.
"""

from __future__ import annotations

import argparse
import asyncio
import sys
import time
from collections import Counter
from concurrent.futures import ProcessPoolExecutor
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import TYPE_CHECKING

from freightwire.events.extraction import DocumentKind

from tests.bench.machine import machine
from tests.bench.private_servers import private_servers
from tests.evaluation.corpus.build import LAYOUTS, TEXT, document
from tests.support.desk import Desk
from tests.support.system import System

if TYPE_CHECKING:
    from gateway.testing import Client

SCAN = "scan200"
UPLOADS_AT_ONCE = 8
PATIENCE_SECONDS = 1200


@dataclass(frozen=True, slots=True)
class Run:
    """What came of the documents. ``twice`` counts documents whose result was applied more than once."""

    name: str
    documents: int
    seconds: float
    read: int
    failed: int
    twice: int

    @property
    def is_whole(self) -> bool:
        """Whether each document was read, once."""
        return self.read == self.documents and not self.failed and not self.twice

    def __str__(self) -> str:
        return (
            f"{self.name:<24}{self.documents:>6} documents in {self.seconds:>6.1f} s, "
            f"{self.documents / self.seconds:>5.2f}/s; read {self.read}, failed {self.failed}, twice {self.twice}"
        )


def drawn(number: int) -> bytes:
    """A transport order of the corpus; every other one as a scan."""
    orders = [each for each in LAYOUTS if each.kind is DocumentKind.TRANSPORT_ORDER]
    layout = orders[number // 2 % len(orders)]
    return document(layout, 5000 + number, SCAN if number % 2 else TEXT).data


async def run(desk: Desk, watcher: Client, name: str, contents: list[bytes], killed: System | None = None) -> Run:
    """Send the documents and wait until all are read. ``killed``: its ai-processor dies when a third of them are."""
    began = time.perf_counter()
    places = asyncio.Semaphore(UPLOADS_AT_ONCE)

    async def send(content: bytes) -> str:
        async with places:
            return (await desk.send(content))[0]

    orders = await asyncio.gather(*map(send, contents))

    def ended(kind: str) -> list[int]:
        seen = Counter(event["data"]["orderId"] for event in watcher.events if event["event"] == kind)
        return [seen[order] for order in orders]

    def count() -> int:
        return sum(map(bool, ended("order:validation_complete"))) + sum(map(bool, ended("order:processing_failed")))

    if killed is not None:
        await watcher.until(lambda: count() >= len(orders) // 3)
        await killed["ai-processor"].kill()
    await watcher.until(lambda: count() >= len(orders))
    seconds = time.perf_counter() - began
    read = ended("order:validation_complete")
    return Run(
        name,
        len(orders),
        seconds,
        sum(map(bool, read)),
        sum(ended("order:processing_failed")),
        sum(n > 1 for n in read),
    )


async def measure(system: System, options: argparse.Namespace) -> bool:
    """The three runs. Whether each was whole."""
    with ProcessPoolExecutor() as pool:
        contents = list(pool.map(drawn, range(3 * options.documents)))
    parts = [contents[start::3] for start in range(3)]
    async with AsyncExitStack() as stack:
        await stack.enter_async_context(system)
        desk = Desk(system)
        watcher = await desk.watch(
            "order.*.validation_complete", "order.*.processing_failed", patience=PATIENCE_SECONDS
        )
        runs = [await run(desk, watcher, "one ai-processor", parts[0])]
        print(runs[-1], flush=True)
        await system.another("ai-processor").start()
        runs.append(await run(desk, watcher, "two", parts[1]))
        print(runs[-1], flush=True)
        print(f"two beside one: {runs[0].seconds / runs[1].seconds:.2f} times as fast", flush=True)
        runs.append(await run(desk, watcher, "two, one killed", parts[2], killed=system))
        print(runs[-1], flush=True)
        await watcher.leave()
    return all(each.is_whole for each in runs)


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(prog="make bench-readers", description=__doc__)
    parser.add_argument("--documents", type=int, default=100, help="in each of the three runs")
    options = parser.parse_args()
    print(machine())
    with private_servers() as (directory, broker, database):
        system = System(
            directory,
            amqp_url=broker.url(),
            orders_database=database.create_database("orders"),
            notifier_database=database.create_database("notifier"),
            ai_processes="1",
        )
        sys.exit(0 if asyncio.run(measure(system, options)) else 1)


if __name__ == "__main__":
    main()
