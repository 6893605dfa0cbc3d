"""The parts in C: the many clients, and the floor that nothing can be below."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import time
from asyncio.subprocess import PIPE, Process
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self

SOURCES = Path(__file__).parent
CONNECT_SECONDS = 240
ANSWER_SECONDS = 60


def compile_native(directory: Path) -> None:
    """Build both programs into ``directory``.

    Raises:
        RuntimeError: there is no C compiler, or it refuses.
    """
    compiler = shutil.which("cc")
    if compiler is None:
        raise RuntimeError("a C compiler is needed: apt-get install gcc libc6-dev")
    for name in ("sink", "floor"):
        subprocess.run([compiler, "-O2", "-o", directory / name, SOURCES / f"{name}.c"], check=True)


class SinkError(RuntimeError):
    """The clients could not connect, or did not get what they should."""


@dataclass
class Seen:
    """What the sink has counted since it was reset; delays in milliseconds, ``cpu`` in seconds since its start."""

    messages: int
    bytes: int
    cpu: float
    least: int
    most: int
    closed: int
    p50: float
    p99: float
    max: float


class Sink:
    """Many clients in a process of their own."""

    def __init__(self, directory: Path, port: int, count: int, hello: list[str], **how: str) -> None:
        """Prepare. ``hello``: what each client sends (client i takes line i modulo their number), see ``sink.c``."""
        self._directory = directory
        self._port = port
        self._count = count
        self._hello = hello
        self._path = how.get("path", "/")
        self._rest = [how.get("subprotocol", ""), how.get("mark", "")]
        self._process: Process | None = None

    async def __aenter__(self) -> Self:
        hello = self._directory / f"hello-{self._port}-{id(self):x}"
        hello.write_text("\n".join(self._hello) + "\n")
        arguments = ["127.0.0.1", str(self._port), self._path, str(self._count), str(hello), *self._rest]
        self._process = await asyncio.create_subprocess_exec(
            self._directory / "sink", *arguments, stdin=PIPE, stdout=PIPE, stderr=PIPE
        )
        try:
            await self._line(CONNECT_SECONDS)
        except (SinkError, asyncio.CancelledError):
            await self._end()
            raise
        return self

    async def __aexit__(self, *_: object) -> None:
        await self._end()

    async def _end(self) -> None:
        if self._process is not None and self._process.returncode is None:
            self._process.kill()
            await self._process.wait()

    async def reset(self) -> None:
        """Begin to count anew."""
        await self._ask("reset")

    async def stall(self) -> None:
        """Let the first client stop reading."""
        self._tell("stall")

    async def seen(self) -> Seen:
        """What has come."""
        return Seen(**await self._ask("stats"))

    async def reached(self, messages: int, seconds: float = ANSWER_SECONDS) -> None:
        """Wait until so many messages have come, and be told at once.

        Raises:
            SinkError: they did not.
        """
        self._tell(f"await {messages}")
        await self._line(seconds)

    async def until(self, messages: int, seconds: float = 120) -> Seen:
        """Wait until so many messages have come.

        Raises:
            SinkError: they did not; it says how many did.
        """
        deadline = time.monotonic() + seconds
        while (seen := await self.seen()).messages < messages:
            if time.monotonic() > deadline:
                raise SinkError(
                    f"{seen.messages:,} of {messages:,} messages came within {seconds:g} s; "
                    f"{seen.closed} of {self._count} connections were closed"
                )
            await asyncio.sleep(0.1)
        return seen

    async def _ask(self, what: str) -> dict[str, Any]:
        self._tell(what)
        answer: dict[str, Any] = json.loads(await self._line(ANSWER_SECONDS))
        return answer

    def _tell(self, what: str) -> None:
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(f"{what}\n".encode())

    async def _line(self, seconds: float) -> str:
        assert self._process is not None
        assert self._process.stdout is not None
        try:
            async with asyncio.timeout(seconds):
                line = (await self._process.stdout.readline()).decode().strip()
        except TimeoutError:
            raise SinkError(f"the clients did not answer within {seconds:g} s") from None
        if not line:
            assert self._process.stderr is not None
            why = (await self._process.stderr.read()).decode(errors="replace").strip()
            raise SinkError(f"the clients gave up: {why[:300]}")
        return line


async def floor(directory: Path, *, sessions: int, size: int, frames: int, turns: int, pause: float) -> float:
    """Microseconds of processor time per delivered frame that ``send()`` alone takes, ``frames`` in each call.

    Args:
        pause: seconds after every turn.
    """
    numbers = (sessions, size, frames, turns, round(pause * 1e6))
    process = await asyncio.create_subprocess_exec(directory / "floor", *map(str, numbers), stdin=PIPE, stdout=PIPE)
    assert process.stdout is not None
    port = int(await process.stdout.readline())
    try:
        async with Sink(directory, port, sessions, [""]):
            return float(await process.stdout.readline())
    finally:
        process.kill()
        await process.wait()
