"""The pool of reading processes: killed, stuck and greedy ones are replaced, and nobody else notices."""

from __future__ import annotations

import asyncio
import os
import signal
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from ai_processor.failures import Failure, UnreadableError
from ai_processor.pool import ReaderPool
from ai_processor.reading import Limits, Progress
from freightwire.events.extraction import Stage

from .pictures import pdf_bomb, png_bomb

Eventually = Callable[..., Awaitable[Any]]


@asynccontextmanager
async def running(**changes: Any) -> AsyncIterator[ReaderPool]:
    usual = {"size": 1, "bulk_size": 1, "limits": Limits(), "timeout_seconds": 60, "page_timeout_seconds": 60}
    pool = ReaderPool(**{**usual, "memory_mib": 1024, **changes})
    await pool.start()
    try:
        yield pool
    finally:
        await pool.stop()


def ignore(progress: Progress) -> None:
    """Progress that nobody asked for."""


async def test_documents_queue_for_a_process(sample: bytes) -> None:
    async with running() as pool:
        before = pool.pids
        readings = await asyncio.gather(*(pool.read(sample, ignore) for _ in range(5)))
        assert len({reading.model_dump_json(exclude={"seconds"}) for reading in readings}) == 1
        assert pool.pids == before, "a process reads many documents"


async def test_the_loop_keeps_turning_while_a_document_is_read(long_document: bytes) -> None:
    async with running() as pool:
        reading = asyncio.create_task(pool.read(long_document, ignore))
        turns = 0
        while not reading.done():
            await asyncio.sleep(0.001)
            turns += 1
        assert turns > 50
        await reading


async def test_an_unreadable_document_leaves_its_process_alive(sample: bytes) -> None:
    async with running() as pool:
        before = pool.pids
        with pytest.raises(UnreadableError) as caught:
            await pool.read(b"no pdf", ignore)
        assert caught.value.failure is Failure.UNSUPPORTED_FORMAT
        await pool.read(sample, ignore)
        assert pool.pids == before


async def test_a_document_that_outlives_one_process_is_read(long_document: bytes) -> None:
    async with running() as pool:
        killed: list[int] = []

        def kill_once(progress: Progress) -> None:
            if progress.page == 1 and not killed:
                killed.extend(pool.busy_pids)
                os.kill(killed[0], signal.SIGKILL)

        reading = await pool.read(long_document, kill_once)
        assert len(reading.pages) == 150
        assert killed
        assert killed[0] not in pool.pids


async def test_a_document_that_kills_two_processes_is_at_fault(long_document: bytes, sample: bytes) -> None:
    async with running(size=2) as pool:

        def kill(progress: Progress) -> None:
            if progress.page == 1:
                os.kill(pool.busy_pids[0], signal.SIGKILL)

        with pytest.raises(UnreadableError) as caught:
            await pool.read(long_document, kill)
        assert caught.value.failure is Failure.READER_CRASHED
        assert caught.value.retryable
        await pool.read(sample, ignore)


async def test_a_process_that_dies_while_idle_is_replaced(sample: bytes, eventually: Eventually) -> None:
    async with running() as pool:
        (victim,) = pool.pids
        os.kill(victim, signal.SIGKILL)
        await pool.read(sample, ignore)
        assert victim not in pool.pids


async def test_a_stuck_process_is_killed(sample: bytes, eventually: Eventually) -> None:
    async with running(timeout_seconds=1.5) as pool:
        (stuck,) = pool.pids
        os.kill(stuck, signal.SIGSTOP)
        with pytest.raises(UnreadableError) as caught:
            await pool.read(sample, ignore)
        assert caught.value.failure is Failure.TOOK_TOO_LONG
        with pytest.raises(ProcessLookupError):
            os.kill(stuck, 0)


def freeze_at(pool: ReaderPool, page: int, times: int) -> Callable[[Progress], None]:
    """Stops the process that reads as soon as a page is done: the one after it hangs, this many times."""
    left = [times]

    def on_progress(progress: Progress) -> None:
        if progress.page == page - 1 and left[0]:
            left[0] -= 1
            os.kill(pool.busy_pids[0], signal.SIGSTOP)

    return on_progress


async def test_a_page_that_hangs_once_is_tried_again(long_document: bytes) -> None:
    async with running(page_timeout_seconds=8) as pool:
        (stuck,) = pool.pids
        reading = await pool.read(long_document, freeze_at(pool, 3, times=1))
        assert len(reading.pages) == 150
        assert stuck not in pool.pids


async def test_a_page_that_hangs_again_is_named(long_document: bytes, sample: bytes) -> None:
    async with running(page_timeout_seconds=8) as pool:
        with pytest.raises(UnreadableError) as caught:
            await pool.read(long_document, freeze_at(pool, 3, times=2))
        assert caught.value.failure is Failure.PAGE_TOOK_TOO_LONG
        assert caught.value.page == 3
        assert caught.value.retryable
        assert caught.value.message.ro.startswith("Pagina 3: citirea paginii a durat prea mult (8 s)")
        assert (await pool.read(sample, ignore)).fields


async def test_the_page_that_kills_processes_is_named(long_document: bytes) -> None:
    async with running() as pool:

        def kill(progress: Progress) -> None:
            if progress.page == 6:
                os.kill(pool.busy_pids[0], signal.SIGKILL)

        with pytest.raises(UnreadableError) as caught:
            await pool.read(long_document, kill)
        assert caught.value.failure is Failure.READER_CRASHED
        assert caught.value.page is not None
        assert caught.value.page >= 7


async def test_bombs_cost_no_memory(limits: Limits, sample: bytes) -> None:
    async with running(limits=limits) as pool:
        before = pool.pids
        for bomb in (png_bomb(30_016, 30_016), pdf_bomb(30_016, 30_016)):
            with pytest.raises(UnreadableError) as caught:
                await pool.read(bomb, ignore)
            assert caught.value.failure is Failure.TOO_MANY_PIXELS
        assert peak_mib(pool.pids[0]) < 400
        with pytest.raises(UnreadableError) as caught:
            await pool.read(png_bomb(8_000, 9_984), ignore)
        assert caught.value.failure is Failure.NO_TEXT, "just within the limit"
        assert peak_mib(pool.pids[0]) < 700
        assert pool.pids == before


def peak_mib(pid: int) -> int:
    """The most memory that a process has had."""
    status = Path(f"/proc/{pid}/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


async def test_reading_processes_are_told_no_secret(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FREIGHTWIRE_AMQP_URL", "amqp://user:secret@broker")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
    async with running() as pool:
        environment = Path(f"/proc/{pool.pids[0]}/environ").read_bytes()
    assert b"secret" not in environment
    assert b"OMP_THREAD_LIMIT=1" in environment


async def test_a_greedy_document_meets_the_memory_limit(sample: bytes) -> None:
    async with running(memory_mib=512) as pool:
        with pytest.raises(UnreadableError) as caught:
            await pool.read(b"%PDF-1.7" + b"\0" * (600 * 1024 * 1024), ignore)
        assert caught.value.failure in {Failure.TOO_MUCH_MEMORY, Failure.READER_CRASHED}
        reading = await pool.read(sample, ignore)
        assert reading.seconds.keys() == {Stage.TEXT, Stage.CLASSIFY, Stage.EXTRACT, Stage.VALIDATE}


async def test_a_cancelled_reading_frees_its_place(long_document: bytes, sample: bytes, eventually: Eventually) -> None:
    async with running() as pool:
        reading = asyncio.create_task(pool.read(long_document, ignore))
        await eventually(lambda: bool(pool.busy_pids))
        reading.cancel()
        with pytest.raises(asyncio.CancelledError):
            await reading
        assert (await pool.read(sample, ignore)).fields


async def test_stopping_leaves_no_process_behind() -> None:
    async with running(size=3) as pool:
        pids = pool.pids
        assert len(pids) == 3
    for pid in pids:
        with pytest.raises(ProcessLookupError):
            os.kill(pid, 0)
    assert await pool.problem() is not None
