"""``make bench-gateway``: one run, all on this machine, as a table and as JSON."""

from __future__ import annotations

import argparse
import asyncio
import json
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from tests.bench.gateway import fanout
from tests.bench.gateway.intake import intake
from tests.bench.gateway.native import compile_native
from tests.bench.gateway.sessions import many, slow_reader
from tests.bench.gateway.stage import raise_open_files
from tests.bench.gateway.storm import storm
from tests.bench.machine import machine

RESULTS = Path("docs/bench/gateway.json")
SCENES: dict[str, Callable[[Path], Awaitable[dict[str, Any]]]] = {
    "many": many,
    "storm": storm,
    "slow_reader": slow_reader,
    "intake": intake,
}


def show(results: dict[str, Any]) -> None:
    """The tables."""
    console = Console(width=110, highlight=False)
    console.print(results["machine"])
    if "fanout" in results:
        table = Table("server", "events a turn", "µs CPU per delivery", "× the floor", box=None, padding=(0, 2, 0, 0))
        for row in results["fanout"]:
            if "missing" in row:
                table.add_row(row["server"], str(row["frames"]), row["missing"], "")
            else:
                table.add_row(row["server"], str(row["frames"]), f"{row['us']:.2f}", f"{row['ratio']:.2f}")
        console.print(table)
        for row in results["fanout"]:
            if "client_us" in row:
                console.print(f"the clients themselves, {row['frames']} a turn: {row['client_us']:.2f} µs per delivery")
    for name in SCENES:
        if name in results:
            values = ", ".join(
                f"{key} {value:.2f}" if isinstance(value, float) else f"{key} {value}"
                for key, value in results[name].items()
            )
            console.print(f"[bold]{name}[/]: {values}")


async def run(options: argparse.Namespace) -> dict[str, Any]:
    """Everything that was asked for."""
    results: dict[str, Any] = {"machine": machine()}
    wanted = options.only or ["fanout", *SCENES]
    with tempfile.TemporaryDirectory(prefix="freightwire-bench-") as root:
        for name in wanted:
            directory = Path(root) / name
            directory.mkdir()
            compile_native(directory)
            sys.stderr.write(f"{name} …\n")
            if name == "fanout":
                results[name] = await fanout.run(directory, rivals=not options.no_rivals)
            else:
                results[name] = await SCENES[name](directory)
    return results


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(prog="make bench-gateway", description=__doc__)
    parser.add_argument("--only", nargs="+", choices=["fanout", *SCENES])
    parser.add_argument("--no-rivals", action="store_true", help="without the other servers")
    options = parser.parse_args()
    raise_open_files()
    results = asyncio.run(run(options))
    show(results)
    kept = json.loads(RESULTS.read_text()) if RESULTS.exists() else {}
    RESULTS.parent.mkdir(parents=True, exist_ok=True)
    RESULTS.write_text(json.dumps({**kept, **results}, indent=2) + "\n")


if __name__ == "__main__":
    main()
