"""A pool of reading processes that can be killed one by one.

The event loop never parses a document: it moves bytes to a process and JSON lines back. A process that takes too long
or dies is replaced; the documents in the other processes notice nothing.
"""

from __future__ import annotations

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable

from freightwire.telemetry import get_logger
from pydantic import ValidationError

from ai_processor import metrics
from ai_processor.failures import Failure, UnreadableError
from ai_processor.reading import Answer, Job, Limits, Progress, Reading

LONGEST_ANSWER_BYTES = 32 * 1024 * 1024
TRIES = 2
"""A process that dies takes its document along once; a document that kills a second one is at fault."""

_log = get_logger()


class _ProcessDiedError(Exception):
    """The process went away in the middle of a document."""


class ReaderPool:
    """``size`` reading processes; each reads one document at a time."""

    def __init__(self, *, size: int, limits: Limits, timeout_seconds: float, memory_mib: int) -> None:
        self._size = size
        self._limits = limits
        self._timeout = timeout_seconds
        self._memory_mib = memory_mib
        self._free = asyncio.Semaphore(size)
        self._idle: list[Process] = []
        self._busy: set[Process] = set()
        self._closed = False

    async def start(self) -> None:
        """Start the processes, so that the first document does not wait for their imports."""
        self._idle = list(await asyncio.gather(*(self._spawn() for _ in range(self._size))))

    async def stop(self) -> None:
        """End all processes; what they are reading is lost."""
        self._closed = True
        await asyncio.gather(*(self._end(process) for process in (*self._idle, *self._busy)))
        self._idle = []

    @property
    def pids(self) -> list[int]:
        """The processes' ids, those at work last."""
        return [process.pid for process in (*self._idle, *self._busy)]

    @property
    def busy_pids(self) -> list[int]:
        """The ids of the processes at work."""
        return [process.pid for process in self._busy]

    async def problem(self) -> str | None:
        """Why no document can be read, for readiness; None when all is well."""
        return "the reading processes are stopped" if self._closed else None

    async def read(self, data: bytes, on_progress: Callable[[Progress], None]) -> Reading:
        """Read one document in a process of its own, waiting for a free one.

        Raises:
            UnreadableError: the document cannot be read, took too long, or crashed two processes.
        """
        with metrics.pool_waiting.track_inprogress():
            await self._free.acquire()
        try:
            with metrics.pool_busy.track_inprogress():
                for _ in range(TRIES):
                    try:
                        return await self._read_once(data, on_progress)
                    except _ProcessDiedError as error:
                        metrics.pool_restarts.labels("crashed").inc()
                        _log.warning("reading_process_died", reason=str(error))
                raise UnreadableError(Failure.READER_CRASHED)
        finally:
            self._free.release()

    async def _read_once(self, data: bytes, on_progress: Callable[[Progress], None]) -> Reading:
        process = await self._take()
        self._busy.add(process)
        healthy = False
        try:
            async with asyncio.timeout(self._timeout):
                answer = await self._converse(process, data, on_progress)
            healthy = True
        except TimeoutError as error:
            metrics.pool_restarts.labels("timeout").inc()
            _log.warning("reading_timed_out", seconds=self._timeout, size=len(data))
            raise UnreadableError(Failure.TOOK_TOO_LONG, f"{self._timeout:g} s") from error
        finally:
            self._busy.discard(process)
            if healthy and not self._closed:
                self._idle.append(process)
            else:
                await self._end(process)
        if answer.unreadable is not None:
            raise UnreadableError(answer.unreadable.failure, answer.unreadable.detail)
        if answer.reading is None:
            raise UnreadableError(Failure.READER_CRASHED)
        return answer.reading

    async def _converse(self, process: Process, data: bytes, on_progress: Callable[[Progress], None]) -> Answer:
        if process.stdin is None or process.stdout is None:
            raise _ProcessDiedError("no pipes")
        try:
            job = Job(size=len(data), limits=self._limits)
            process.stdin.write(job.model_dump_json().encode() + b"\n")
            process.stdin.write(data)
            await process.stdin.drain()
            while line := await process.stdout.readline():
                answer = Answer.model_validate_json(line)
                if answer.progress is None:
                    return answer
                on_progress(answer.progress)
        except (OSError, ValueError, ValidationError) as error:
            raise _ProcessDiedError(repr(error)) from error
        raise _ProcessDiedError(f"exit code {await process.wait()}")

    async def _take(self) -> Process:
        while self._idle:
            process = self._idle.pop()
            if process.returncode is None:
                return process
            metrics.pool_restarts.labels("died_idle").inc()
        return await self._spawn()

    async def _spawn(self) -> Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "ai_processor.reading_process",
            str(self._memory_mib),
            stdin=PIPE,
            stdout=PIPE,
            limit=LONGEST_ANSWER_BYTES,
        )

    async def _end(self, process: Process) -> None:
        if process.returncode is None:
            try:
                process.kill()
            except ProcessLookupError:
                _log.debug("reading_process_gone", pid=process.pid)
        await process.wait()
