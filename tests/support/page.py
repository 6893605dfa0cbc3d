"""The TypeScript client and store, as a process that a test talks to."""

from __future__ import annotations

import asyncio
import json
import os
import shutil
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

from tests.support.desk import PATIENCE_SECONDS
from tests.support.system import System, token

WEB = Path(__file__).parents[2] / "web"
Line = dict[str, Any]


def node() -> str | None:
    """Where Node is; None for nowhere."""
    return shutil.which("node")


async def bundle(directory: Path, name: str) -> Path:
    """Make a program of web/tests into one file that Node runs.

    Raises:
        AssertionError: the packages are not installed, or the sources do not compile.
    """
    program = directory / f"{name}.mjs"
    assert (WEB / "node_modules").is_dir(), "the packages are not installed: run 'npm ci' in web/"
    process = await asyncio.create_subprocess_exec(
        "npx",
        "esbuild",
        f"tests/{name}.ts",
        "--bundle",
        "--platform=node",
        "--format=esm",
        "--conditions=freightwire-source",
        # ws is CommonJS, and looks for modules of Node by require.
        "--banner:js=import {createRequire} from 'node:module'; const require = createRequire(import.meta.url);",
        f"--outfile={program}",
        cwd=WEB,
        stdout=PIPE,
        stderr=PIPE,
    )
    _, errors = await process.communicate()
    assert process.returncode == 0, errors.decode()
    return program


class Page:
    """One user's page. ``lines`` is all that it has told."""

    def __init__(self, driver: Path, system: System, user: str = "ana", transports: str = "") -> None:
        self._driver = driver
        self._environment = {
            "GATEWAY_URL": system["gateway"].url,
            "ORDERS_URL": system["orders"].url,
            "TOKEN": token(user=user),
            "TRANSPORTS": transports,
        }
        self._process: Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self._told = asyncio.Condition()
        self.lines: list[Line] = []

    async def __aenter__(self) -> Self:
        executable = node()
        assert executable is not None
        self._process = await asyncio.create_subprocess_exec(
            executable,
            str(self._driver),
            env={**os.environ, **self._environment},
            stdin=PIPE,
            stdout=PIPE,
            limit=16 * 1024 * 1024,
        )
        self._reading = asyncio.create_task(self._read())
        return self

    async def __aexit__(self, *_: object) -> None:
        assert self._process is not None
        assert self._reading is not None
        if self._process.returncode is None:
            self._process.kill()
        await self._process.wait()
        await self._reading

    async def _read(self) -> None:
        assert self._process is not None
        assert self._process.stdout is not None
        async for line in self._process.stdout:
            async with self._told:
                self.lines.append(json.loads(line))
                self._told.notify_all()
        async with self._told:
            self._told.notify_all()

    async def until(self, condition: Callable[[list[Line]], Any], *, after: int = 0) -> Any:
        """Wait for what ``condition`` gives of the lines from number ``after`` on."""
        assert self._process is not None
        async with self._told, asyncio.timeout(PATIENCE_SECONDS):
            while True:
                if found := condition(self.lines[after:]):
                    return found
                assert not (self._reading and self._reading.done()), f"the page has ended: {self.lines[-5:]}"
                await self._told.wait()

    async def told(self, name: str, value: object = None, *, after: int = 0) -> Line:
        """The first line with this member (and value, if one is given)."""

        def find(lines: list[Line]) -> Line | None:
            return next((line for line in lines if name in line and value in (None, line[name])), None)

        found: Line = await self.until(find, after=after)
        return found

    async def do(self, what: str, **details: object) -> None:
        """Have it do something."""
        assert self._process is not None
        assert self._process.stdin is not None
        self._process.stdin.write(json.dumps({"do": what, **details}).encode() + b"\n")
        await self._process.stdin.drain()

    async def ask(self, what: str, answer: str, **details: object) -> Any:
        """Have it do something that it answers."""
        after = len(self.lines)
        await self.do(what, **details)
        return (await self.told(answer, after=after))[answer]

    async def dump_where(self, condition: Callable[[Line], bool]) -> Line:
        """What the store holds, as soon as ``condition`` is true of it."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            while True:
                dump: Line = await self.ask("dump", "dump")
                if condition(dump):
                    return dump
                await asyncio.sleep(0.1)

    def events(self, order_id: str) -> list[Line]:
        """The durable events of one order, in the order in which the application got them."""
        return [
            line
            for line in self.lines
            if "event" in line and line.get("version") and line["data"].get("orderId") == order_id
        ]
