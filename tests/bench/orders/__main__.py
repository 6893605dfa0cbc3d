"""Measure the orders service. Results as a table on standard output and, with ``--keep``, under ``docs/bench/``."""

from __future__ import annotations

import argparse
import asyncio
import json
from pathlib import Path
from typing import Any

import aio_pika
from freightwire.garbage import spare_what_stays

from tests.bench.machine import machine
from tests.bench.orders.commands import bare_transactions_per_second, commands_per_second
from tests.bench.orders.dispatchers import ORG, desk
from tests.bench.orders.figures import percentile
from tests.bench.orders.outbox import Arrivals, bare_per_second, relayed_per_second
from tests.bench.orders.plans import plans
from tests.bench.orders.seed import seed
from tests.bench.orders.servers import CpuWatch, Servers, servers

DOCS = Path(__file__).parents[3] / "docs" / "bench"
BOUND_MS = 100
BOUND_RELAY = 1.5
ARRIVING = 8
"""Seconds in which the dispatchers sit down to work, one after the other."""


async def measure(options: argparse.Namespace) -> dict[str, Any]:
    """Everything, one after the other."""
    result: dict[str, Any] = {"machine": machine(), "orders": options.orders}
    async with servers() as system:
        # The relay first: nothing else publishes yet.
        await _relay(system, options, result)
        await seed(system.database_url, org=ORG, orders=options.orders, events=min(options.orders, 200_000))
        result["plans"] = await plans(system.database_url)
        await system.orders.start()
        one = await _desk(system, [system.orders.port], options)
        await system.replica.start()
        two = await _desk(system, [system.orders.port, system.replica.port], options)
        await system.replica.stop()
        result["desks"] = [one, two]
        with CpuWatch(system) as cpu:
            rate = await commands_per_second(system.orders.port, options.seconds / 2)
        await system.orders.stop()  # its relay would work on what they write
        bare = await bare_transactions_per_second(system.database_url, options.seconds / 2)
        result["commands"] = {
            "perSecond": round(rate),
            "bareTransactionsPerSecond": round(bare),
            "ratio": round(bare / rate, 2),
            "cpuPercent": cpu.percent,
        }
    return result


async def _relay(system: Servers, options: argparse.Namespace, result: dict[str, Any]) -> None:
    await relayed_per_second(system.database_url, system.amqp_url, 1000)  # declares the topology, warms up
    spare_what_stays()  # as the service does
    rates = [
        (
            await relayed_per_second(system.database_url, system.amqp_url, options.events),
            await bare_per_second(system.amqp_url, options.events),
        )
        for _ in range(3)
    ]
    relayed, bare = max(rate for rate, _ in rates), max(rate for _, rate in rates)
    result["outbox"] = {
        "relayedPerSecond": round(relayed),
        "barePublisherPerSecond": round(bare),
        "ratio": round(bare / relayed, 2),
        "bound": BOUND_RELAY,
    }


async def _desk(system: Servers, ports: list[int], options: argparse.Namespace) -> dict[str, Any]:
    arrivals = Arrivals()
    async with await aio_pika.connect(system.amqp_url) as connection:
        await arrivals.listen(connection)
        with CpuWatch(system) as cpu:

            def begin() -> None:
                arrivals.ages.clear()
                cpu.begin()

            times = await desk(ports, people=options.people, seconds=options.seconds, arriving=ARRIVING, begin=begin)
    return {
        "processes": len(ports),
        "people": options.people,
        "requestsPerSecond": round(times.count() / options.seconds),
        "milliseconds": times.table(),
        "boundP99": BOUND_MS,
        "cpuPercent": cpu.percent,
        "commitToBroker": {
            "events": len(arrivals.ages),
            "p50": round(percentile(arrivals.ages, 50), 1),
            "p99": round(percentile(arrivals.ages, 99), 1),
        },
    }


def table(result: dict[str, Any]) -> str:
    """The figures for people."""
    lines = [f"{result['machine']}; {result['orders']} orders"]
    for seen in result["desks"]:
        lines += [
            "",
            f"{seen['people']} dispatchers at {seen['processes']} process(es), {seen['requestsPerSecond']} requests/s; "
            f"CPU in percent of a core: {_cpu(seen)}",
            f"{'endpoint':<34}{'n':>7}{'p50 ms':>9}{'p99 ms':>9}{'max ms':>9}",
            *(
                f"{name:<34}{row['n']:>7}{row['p50']:>9}{row['p99']:>9}{row['max']:>9}"
                + ("" if row["p99"] < BOUND_MS else f"  over {BOUND_MS} ms")
                for name, row in seen["milliseconds"].items()
            ),
            "event's time to broker: p50 {p50} ms, p99 {p99} ms ({events} events)".format(**seen["commitToBroker"]),
        ]
    lines += [
        "",
        "commands: {perSecond}/s by one process, bare transactions {bareTransactionsPerSecond}/s, ratio {ratio}; "
        "CPU: {cpu}".format(**result["commands"], cpu=_cpu(result["commands"])),
        "outbox: {relayedPerSecond}/s relayed, bare publisher {barePublisherPerSecond}/s, ratio {ratio} "
        "(bound {bound})".format(**result["outbox"]),
    ]
    return "\n".join(lines) + "\n"


def _cpu(part: dict[str, Any]) -> str:
    return ", ".join(f"{name} {percent}" for name, percent in part["cpuPercent"].items())


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(prog="make bench-orders", description=__doc__)
    parser.add_argument("--orders", type=int, default=1_000_000)
    parser.add_argument("--people", type=int, default=50)
    parser.add_argument("--seconds", type=float, default=90)
    parser.add_argument("--events", type=int, default=30_000)
    parser.add_argument("--keep", action="store_true", help="write the results under docs/bench/")
    options = parser.parse_args()
    result = asyncio.run(measure(options))
    found = result.pop("plans")
    print(table(result))
    if options.keep:
        DOCS.mkdir(exist_ok=True)
        (DOCS / "orders.txt").write_text(table(result))
        (DOCS / "orders.json").write_text(json.dumps(result, indent=2, ensure_ascii=False) + "\n")
        text = "\n\n".join(f"== {name}\n{plan}" for name, plan in found.items())
        (DOCS / "orders-plans.txt").write_text(text + "\n")


if __name__ == "__main__":
    main()
