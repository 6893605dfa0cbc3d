"""``freightctl up``: the whole system on this machine."""

from __future__ import annotations

import asyncio
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from freightctl import render
from freightctl.access import DEMO_ORG, DEMO_USERS, development_secret, issue
from freightctl.datadir import DataDirectory
from freightctl.failures import Failure
from freightctl.options import DEFAULT_DATA_DIR, DataDir
from freightctl.sending import Desk, send
from freightctl.system.services import GATEWAY, NOTIFIER, ORDERS
from freightctl.system.system import System
from freightctl.terminal import console

if TYPE_CHECKING:
    from rich.console import Console

SAMPLES = Path("docs/samples")
SAMPLE_SECONDS = 120
DETACH_SECONDS = 300
DETACH_POLL_SECONDS = 0.1
READY_LINE = "ready\n"
"""Ends what is said where nobody sits at a terminal; whoever started the command in the background waits for it."""
STOP_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def up(
    port: Annotated[
        int | None, typer.Option("--port", min=1, max=65535, help="The gateway's port; 8080 or the next free one.")
    ] = None,
    board_port: Annotated[
        int | None, typer.Option("--board-port", min=1, max=65535, help="The board's port; 8000 or the next free one.")
    ] = None,
    detach: Annotated[
        bool, typer.Option("--detach", help="Return when all is ready; go on in the background.")
    ] = False,
    sample: Annotated[bool, typer.Option("--sample/--no-sample", help="Send a sample document through.")] = True,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Start everything on this machine, show a sample document going through, and run until Ctrl-C.

    RabbitMQ is installed where it is missing (Debian, Ubuntu). With AMQP_URL or DATABASE_URL in the environment those
    servers are used instead of private ones.
    """
    data = DataDirectory(data_dir)
    if detach:
        _detach(data, {"--port": port, "--board-port": board_port}, sample=sample)
        return
    asyncio.run(_run(data, port, board_port, sample=sample))


async def _run(data: DataDirectory, port: int | None, board_port: int | None, *, sample: bool) -> None:
    out = console(soft_wrap=True)
    stopping = asyncio.Event()
    for number in STOP_SIGNALS:
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    system = System(data, port=port, board_port=board_port, say=lambda text: out.print(f"· {text}", markup=False))
    system.claim()
    starting = asyncio.create_task(_bring_up(system, data, out, sample=sample))
    asked = asyncio.create_task(stopping.wait())
    try:
        await asyncio.wait({starting, asked}, return_when=asyncio.FIRST_COMPLETED)
        if starting.done():
            starting.result()
            # Not by what the console takes for a terminal: colours can be forced where there is none.
            if sys.stdout.isatty():
                out.print("Ctrl-C stops everything.", style="dim")
            else:
                sys.stdout.write(READY_LINE)
                sys.stdout.flush()
            await asked
    finally:
        for task in (starting, asked):
            task.cancel()
        await asyncio.gather(starting, asked, return_exceptions=True)
        out.print("· stopping")
        await system.stop()
        out.print("· stopped")


async def _bring_up(system: System, data: DataDirectory, out: Console, *, sample: bool) -> None:
    began = time.monotonic()
    await system.start()
    out.print(f"· ready after {time.monotonic() - began:.0f} s", markup=False)
    if sample:
        await _show_sample(system, data, out)
    out.print()
    if system.board_url:
        out.print(f"board      {system.board_url}   sign in as ana, mihai or elena")
    out.print(f"gateway    {system.url(GATEWAY)}   WebSocket {system.url(GATEWAY).replace('http', 'ws', 1)}/v1/ws")
    out.print(f"orders     {system.url(ORDERS)}   REST")
    out.print(f"notifier   {system.url(NOTIFIER)}   REST")
    if system.management_url:
        out.print(f"RabbitMQ   {system.management_url}   user and password: amqpUrl in {data.path}/secrets.json")
    people = ", ".join(f"{user} ({role})" for user, (_, role) in DEMO_USERS.items())
    out.print(f"demo       organisation {DEMO_ORG}: {people}; 'freightctl token --user ana' prints a token")


async def _show_sample(system: System, data: DataDirectory, out: Console) -> None:
    """Send a sample through as a person would; that it cannot be shown is no reason to stop."""
    file = find_sample()
    if file is None:
        out.print(f"· no sample document under {SAMPLES}", markup=False)
        return
    secret = development_secret(data)
    desk = Desk(
        orders_url=system.url(ORDERS),
        gateway_url=system.url(GATEWAY),
        token=lambda: issue(secret, org=DEMO_ORG, user="ana", roles=["dispatcher"]),
    )
    out.print(f"· sending {file.name}; what a WebSocket client sees of it:", markup=False)
    try:
        async with asyncio.timeout(SAMPLE_SECONDS):
            shipment = await send(desk, [file], on_notice=lambda text: out.print(f"· {text}", markup=False))
    except (Failure, TimeoutError) as error:
        out.print(f"· the sample did not come through: {error or 'no outcome in time'}", markup=False)
        return
    if any(document.error == "duplicate_file" for document in shipment.documents):
        out.print("· the sample is here already, from an earlier start", markup=False)
        return
    console().print(render.documents(shipment.documents))


def find_sample() -> Path | None:
    """A sample PDF: of the working directory, else of the repository that this was installed from."""
    for root in (Path.cwd(), Path(__file__).parents[3]):
        samples = sorted((root / SAMPLES).glob("**/*.pdf"), key=lambda path: (len(path.parts), path.name))
        if samples:
            return samples[0]
    return None


def _detach(data: DataDirectory, ports: Mapping[str, int | None], *, sample: bool) -> None:
    """Start this command again in the background, pass on what it says until it is ready, and leave it alone."""
    data.prepare()
    log = data.logs / "up.log"
    arguments = ["up", "--data-dir", str(data.path), "--sample" if sample else "--no-sample"]
    for option, port in ports.items():
        if port is not None:
            arguments += [option, str(port)]
    with log.open("w") as output:
        process = subprocess.Popen(  # noqa: S603
            [sys.executable, "-m", "freightctl", *arguments],
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    deadline = time.monotonic() + DETACH_SECONDS
    with log.open() as said:
        while True:
            # The exit status first: what the process said before its end is then in the log.
            status = process.poll()
            text = said.read()
            ready = text == READY_LINE or text.endswith(f"\n{READY_LINE}")
            sys.stdout.write(text.removesuffix(READY_LINE) if ready else text)
            sys.stdout.flush()
            if ready:
                typer.echo(f"running in the background (process {process.pid}); 'freightctl down' ends it")
                return
            if status is not None:
                raise Failure("the system did not start: see above", status=status or 1)
            if time.monotonic() > deadline:
                process.terminate()
                raise Failure(f"not ready within {DETACH_SECONDS} s: see {log}")
            time.sleep(DETACH_POLL_SECONDS)
