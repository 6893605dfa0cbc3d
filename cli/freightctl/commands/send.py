"""``freightctl send``: upload documents and see them being read."""

from __future__ import annotations

import asyncio
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from freightctl import render
from freightctl.access import development_secret, issue, role_of
from freightctl.commands.tail import follow, tell
from freightctl.datadir import DataDirectory
from freightctl.gateway import connection
from freightctl.options import DEFAULT_DATA_DIR, DEFAULT_ORG, DEFAULT_USER, AsJson, DataDir, Org, User
from freightctl.progress import Shipment
from freightctl.sending import Desk
from freightctl.sending import send as send_files
from freightctl.terminal import console

if TYPE_CHECKING:
    from rich.console import Console


def send(  # noqa: PLR0917  (the parameters are the command's options)
    files: Annotated[list[Path], typer.Argument(metavar="FILE…", exists=True, dir_okay=False, help="Documents.")],
    order: Annotated[str | None, typer.Option("--order", help="Add them to this order; else each becomes one.")] = None,
    watch: Annotated[bool, typer.Option("--watch", help="Then follow the orders' events, until Ctrl-C.")] = False,
    org: Org = DEFAULT_ORG,
    user: User = DEFAULT_USER,
    as_json: AsJson = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Upload documents, wait until they are read, and print what was found.

    The exit status is 1 when any of them failed or was refused.
    """
    data = DataDirectory(data_dir)
    secret = development_secret(data)
    desk = Desk(
        orders_url=data.url_of("orders"),
        gateway_url=data.url_of("gateway"),
        token=lambda: issue(secret, org=org, user=user, roles=[role_of(org, user)]),
    )
    failed = asyncio.run(_send(desk, files, order, watch=watch, as_json=as_json))
    raise typer.Exit(1 if failed else 0)


async def _send(desk: Desk, files: list[Path], order: str | None, *, watch: bool, as_json: bool) -> bool:
    notices = console(stderr=True)
    with Bars(notices) as bars:
        shipment = await send_files(
            desk, files, order=order, on_change=bars.show, on_notice=lambda text: notices.print(text, style="dim")
        )
    if as_json:
        sys.stdout.write(
            json.dumps({"documents": [document.as_json() for document in shipment.documents]}, ensure_ascii=False)
            + "\n"
        )
        sys.stdout.flush()
    else:
        console().print(render.documents(shipment.documents))
    if watch and shipment.order_ids:
        bindings = [f"order.{order_id}.#" for order_id in shipment.order_ids]
        await follow(connection(desk.gateway_url, desk.token, tell), bindings, as_json=as_json)
    return shipment.failed


class Bars:
    """A bar per document, in a terminal only."""

    def __init__(self, out: Console) -> None:
        self._progress = Progress(
            TextColumn("{task.fields[name]}"),
            BarColumn(),
            TextColumn("{task.percentage:>3.0f} % {task.fields[stage]}"),
            TimeElapsedColumn(),
            console=out,
            disable=not out.is_terminal,
            transient=True,
        )
        self._tasks: list[TaskID] = []

    def __enter__(self) -> Bars:
        self._progress.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._progress.stop()

    def show(self, shipment: Shipment) -> None:
        """Bring the bars up to date."""
        for document in shipment.documents[len(self._tasks) :]:
            self._tasks.append(self._progress.add_task("", total=100, name=document.file_name, stage=""))
        for task, document in zip(self._tasks, shipment.documents, strict=True):
            self._progress.update(task, completed=document.progress, stage=document.stage)
