"""``freightctl down``: end what runs."""

from __future__ import annotations

import psutil
import typer

from freightctl.datadir import DataDirectory
from freightctl.failures import Failure
from freightctl.options import DEFAULT_DATA_DIR, DataDir
from freightctl.system.leftovers import end_leftovers

STOP_SECONDS = 90


def down(data_dir: DataDir = DEFAULT_DATA_DIR) -> None:
    """Stop the running system: services first, then the servers. The data stays."""
    data = DataDirectory(data_dir)
    state = data.state()
    if state is not None and state.is_alive:
        process = psutil.Process(state.pid)
        process.terminate()
        try:
            process.wait(STOP_SECONDS)
        except psutil.TimeoutExpired as error:
            raise Failure(f"process {state.pid} has not ended within {STOP_SECONDS} s") from error
        typer.echo("stopped")
        return
    ended = end_leftovers(data.path)
    data.forget_state()
    typer.echo(f"ended what was left of a killed system: {', '.join(ended)}" if ended else "nothing is running")
