"""``freightctl status``: what runs and whether it is well."""

from __future__ import annotations

import json
from typing import Any

import typer
from rich.table import Table

from freightctl.datadir import DataDirectory, RunningService
from freightctl.options import DEFAULT_DATA_DIR, AsJson, DataDir
from freightctl.system.health import problem_of_server, problem_of_service
from freightctl.terminal import console


def status(as_json: AsJson = False, data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Show what runs. The exit status is 1 when something is not well."""
    state = DataDirectory(data_dir).running()
    services = {name: _look_at(service) for name, service in state.services.items()}
    if as_json:
        typer.echo(json.dumps({"phase": state.phase, "pid": state.pid, "services": services}))
    else:
        table = Table(box=None, padding=(0, 2, 0, 0))
        for title in ("", "url", "pid", "health"):
            table.add_column(title, overflow="fold")
        for name, service in services.items():
            health = "[green]healthy[/]" if service["healthy"] else f"[red]{service['problem']}[/]"
            table.add_row(name, service["url"], str(service["pid"] or ""), health)
        console().print(table)
    healthy = state.phase == "ready" and all(service["healthy"] for service in services.values())
    raise typer.Exit(0 if healthy else 1)


def _look_at(service: RunningService) -> dict[str, Any]:
    check = problem_of_service if service.url.startswith("http") else problem_of_server
    problem = check(service.url)
    seen = {"url": service.url, "pid": service.pid, "healthy": problem is None}
    return seen if problem is None else {**seen, "problem": problem}
