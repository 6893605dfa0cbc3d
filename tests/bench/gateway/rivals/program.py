"""A rival's program, from the bench's side: every wait has a limit, and every end a reason."""

from __future__ import annotations

import asyncio
from asyncio.subprocess import PIPE, Process
from collections.abc import Sequence
from pathlib import Path
from typing import Self

END_SECONDS = 30
"""For ending in good order; a program that does not is killed, and what it has started ends with it."""


class RivalError(Exception):
    """A rival did not do what it was asked; the message is what the table says of it."""


class Program:
    """A process that talks in lines. What it complains of is kept in ``log``."""

    def __init__(self, command: Sequence[str], log: Path) -> None:
        """Prepare; nothing runs yet."""
        self._command = command
        self._log = log
        self._process: Process | None = None

    async def __aenter__(self) -> Self:
        with self._log.open("wb") as log:
            self._process = await asyncio.create_subprocess_exec(*self._command, stdin=PIPE, stdout=PIPE, stderr=log)
        return self

    async def __aexit__(self, *_: object) -> None:
        process = self._running
        assert process.stdin is not None
        process.stdin.close()
        try:
            async with asyncio.timeout(END_SECONDS):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()

    async def ask(self, what: str, seconds: float) -> str:
        """Say a line and take the answer.

        Raises:
            RivalError: it ended instead, or the time is over.
        """
        stdin = self._running.stdin
        assert stdin is not None
        stdin.write(f"{what}\n".encode())
        return await self.line(seconds, f"the answer to {what!r}")

    async def line(self, seconds: float, what: str) -> str:
        """The next line, which is called ``what``.

        Raises:
            RivalError: it ended instead, or the time is over.
        """
        stdout = self._running.stdout
        assert stdout is not None
        try:
            async with asyncio.timeout(seconds):
                line = (await stdout.readline()).decode().strip()
        except TimeoutError:
            raise RivalError(f"{what} did not come within {seconds:g} s") from None
        if not line:
            raise RivalError(f"it ended before {what}: {self._last_words()}")
        return line

    @property
    def _running(self) -> Process:
        assert self._process is not None
        return self._process

    def _last_words(self) -> str:
        lines = self._log.read_text(errors="replace").split("\n")
        return next((line.strip()[:300] for line in reversed(lines) if line.strip()), "without a word")
