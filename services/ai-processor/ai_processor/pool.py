"""A pool of reading processes that can be killed one by one.

The event loop never parses a document: it moves bytes to a process and JSON lines back. A process that takes too long
or dies is replaced; the documents in the other processes notice nothing.
"""

from __future__ import annotations

import asyncio
import os
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import Callable
from contextlib import ExitStack

from freightwire.events.extraction import Stage
from freightwire.telemetry import get_logger
from pydantic import ValidationError

from ai_processor import metrics
from ai_processor.failures import Failure, UnreadableError
from ai_processor.reading import Answer, Job, Limits, Progress, Reading
from ai_processor.turns import Turns

LONGEST_ANSWER_BYTES = 32 * 1024 * 1024
_ENVIRONMENT = frozenset({"PATH", "PYTHONPATH", "PYTHONHOME", "LD_LIBRARY_PATH", "LANG", "LC_ALL", "TZ", "TMPDIR"})
"""What a reading process is told: nothing of the broker, the store, a model's provider or their passwords."""
_ONE_THREAD = {"OMP_THREAD_LIMIT": "1", "OPENBLAS_NUM_THREADS": "1"}
"""There is a process for each core: threads within one would only wait for each other."""
TRIES = 2
"""A process that dies, or stands still at a page, takes its document along once; the second time it is at fault."""

_log = get_logger()


class _ProcessLostError(Exception):
    """The process went away in the middle of a document, or was ended because it stood still."""

    def __init__(self, failure: Failure, detail: str, page: int | None) -> None:
        super().__init__(detail)
        self.unreadable = UnreadableError(failure, detail if failure is Failure.PAGE_TOOK_TOO_LONG else "", page=page)


class _PageClock:
    """Which page is being read, and since when: a page that takes too long ends the conversation."""

    def __init__(self, seconds: float) -> None:
        self.page: int | None = 1
        self._seconds = seconds
        self.timeout = asyncio.timeout(seconds)

    def note(self, progress: Progress) -> None:
        """A page is done, or all are."""
        if progress.stage is not Stage.TEXT:
            self.page = None
            self.timeout.reschedule(None)
            return
        self.page = (progress.page or 0) + 1
        if progress.pages is not None:
            self.page = min(self.page, progress.pages)
        self.timeout.reschedule(asyncio.get_running_loop().time() + self._seconds)


async def _with_parts(answer: Answer, stream: asyncio.StreamReader, *, most: int) -> Answer:
    """The answer with the bytes of its parts, which follow it on the stream.

    Raises:
        ValueError, EOFError: more than ``most`` bytes are announced, or fewer come than that.
    """
    if answer.reading is None or not answer.reading.parts:
        return answer
    if sum(part.size for part in answer.reading.parts) > most:
        raise ValueError("the parts are larger than their document")
    parts = [part.model_copy(update={"data": await stream.readexactly(part.size)}) for part in answer.reading.parts]
    return answer.model_copy(update={"reading": answer.reading.model_copy(update={"parts": parts})})


class ReaderPool:
    """``size`` reading processes; each reads one document at a time."""

    def __init__(
        self,
        *,
        size: int,
        bulk_size: int,
        limits: Limits,
        timeout_seconds: float,
        page_timeout_seconds: float,
        memory_mib: int,
    ) -> None:
        """Prepare a pool; nothing happens before ``start``.

        Args:
            bulk_size: processes that may read documents in bulk at the same time.
            timeout_seconds: the longest that a document may take.
            page_timeout_seconds: the longest that one page may take.
            memory_mib: address space of each process.
        """
        self._size = size
        self._limits = limits
        self._timeout = timeout_seconds
        self._page_timeout = page_timeout_seconds
        self._memory_mib = memory_mib
        self._turns = Turns(size, bulk_size)
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

    async def read(self, data: bytes, on_progress: Callable[[Progress], None], *, bulk: bool = False) -> Reading:
        """Read one document in a process of its own, waiting for a free one; in bulk: behind those that are not.

        Raises:
            UnreadableError: the document cannot be read, took too long, or hung or crashed two processes.
        """
        with ExitStack() as waiting:
            waiting.enter_context(metrics.pool_waiting.track_inprogress())
            async with self._turns.turn(bulk=bulk):
                waiting.close()
                with metrics.pool_busy.track_inprogress():
                    return await self._read_within_tries(data, on_progress)

    async def _read_within_tries(self, data: bytes, on_progress: Callable[[Progress], None]) -> Reading:
        for tried in range(1, TRIES + 1):
            try:
                return await self._read_once(data, on_progress)
            except _ProcessLostError as error:
                facts = {"reason": str(error), "page": error.unreadable.page, "tried": tried}
                if error.unreadable.failure is Failure.PAGE_TOOK_TOO_LONG:
                    metrics.pool_restarts.labels("page_timeout").inc()
                    _log.warning("page_timed_out", **facts)
                else:
                    metrics.pool_restarts.labels("crashed").inc()
                    _log.warning("reading_process_died", **facts)
                if tried == TRIES:
                    raise error.unreadable from error
        raise AssertionError("there is at least one try")

    async def _read_once(self, data: bytes, on_progress: Callable[[Progress], None]) -> Reading:
        process = await self._take()
        self._busy.add(process)
        healthy = False
        try:
            async with asyncio.timeout(self._timeout):
                answer = await self._converse_page_by_page(process, data, on_progress)
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
            raise UnreadableError(answer.unreadable.failure, answer.unreadable.detail, page=answer.unreadable.page)
        if answer.reading is None:
            raise UnreadableError(Failure.READER_CRASHED)
        return answer.reading

    async def _converse_page_by_page(
        self, process: Process, data: bytes, on_progress: Callable[[Progress], None]
    ) -> Answer:
        clock = _PageClock(self._page_timeout)

        def noted(progress: Progress) -> None:
            clock.note(progress)
            on_progress(progress)

        try:
            async with clock.timeout:
                return await self._converse(process, data, noted)
        except TimeoutError as error:
            if not clock.timeout.expired():
                raise
            raise _ProcessLostError(Failure.PAGE_TOOK_TOO_LONG, f"{self._page_timeout:g} s", clock.page) from error
        except (OSError, ValueError, ValidationError, EOFError) as error:
            raise _ProcessLostError(Failure.READER_CRASHED, repr(error), clock.page) from error

    async def _converse(self, process: Process, data: bytes, on_progress: Callable[[Progress], None]) -> Answer:
        if process.stdin is None or process.stdout is None:
            raise EOFError("no pipes")
        job = Job(size=len(data), limits=self._limits)
        process.stdin.write(job.model_dump_json().encode() + b"\n")
        process.stdin.write(data)
        await process.stdin.drain()
        while line := await process.stdout.readline():
            answer = Answer.model_validate_json(line)
            if answer.progress is None:
                return await _with_parts(answer, process.stdout, most=len(data))
            on_progress(answer.progress)
        raise EOFError(f"exit code {await process.wait()}")

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
            env={name: value for name, value in os.environ.items() if name in _ENVIRONMENT} | _ONE_THREAD,
        )

    async def _end(self, process: Process) -> None:
        if process.returncode is None:
            try:
                process.kill()
            except ProcessLookupError:
                _log.debug("reading_process_gone", pid=process.pid)
        await process.wait()
