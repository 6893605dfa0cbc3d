"""Programs that are run to their end, quietly."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path

LAST_LINES = 15


class ProgramFailedError(Exception):
    """A program ended with a status other than 0; with the end of what it said."""


async def run_program(
    *command: str, directory: Path | None = None, environment: Mapping[str, str] | None = None
) -> None:
    """Run a program, and end it where this is cancelled.

    Args:
        environment: all of it; None passes on our own.

    Raises:
        ProgramFailedError: it failed.
    """
    process = await asyncio.create_subprocess_exec(
        *command,
        cwd=directory,
        env=environment,
        stdin=asyncio.subprocess.DEVNULL,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.STDOUT,
    )
    try:
        output, _ = await process.communicate()
    except asyncio.CancelledError:
        process.terminate()
        await process.wait()
        raise
    if process.returncode != 0:
        raise ProgramFailedError("\n".join(output.decode(errors="replace").splitlines()[-LAST_LINES:]))
