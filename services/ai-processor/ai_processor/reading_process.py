"""``python -m ai_processor.reading_process``: one process of the pool.

Reads documents one after another from its standard input, and answers in JSON lines. It holds no connection and no
secret, has a memory limit, and dies with its parent: a document that breaks the PDF library breaks only this.
"""

from __future__ import annotations

import ctypes
import datetime as dt
import os
import resource
import signal
import sys
from typing import BinaryIO

from ai_processor.failures import Failure, UnreadableError
from ai_processor.pipeline import read_document
from ai_processor.reading import Answer, Job, Progress, Unreadable

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG


def main() -> None:
    """Serve until the standard input ends. The first argument is the memory limit in MiB."""
    _confine(int(sys.argv[1]))
    answers = _private_output()
    while line := sys.stdin.buffer.readline():
        job = Job.model_validate_json(line)
        data = sys.stdin.buffer.read(job.size)
        if len(data) < job.size:
            return  # the parent went away in the middle
        _send(answers, _answer(data, job, answers))


def _answer(data: bytes, job: Job, answers: BinaryIO) -> Answer:
    def on_progress(progress: Progress) -> None:
        _send(answers, Answer(progress=progress))

    try:
        reading = read_document(data, limits=job.limits, today=dt.datetime.now(dt.UTC).date(), on_progress=on_progress)
    except UnreadableError as error:
        return Answer(unreadable=Unreadable(failure=error.failure, detail=error.detail, page=error.page))
    except MemoryError:
        return Answer(unreadable=Unreadable(failure=Failure.TOO_MUCH_MEMORY))
    return Answer(reading=reading)


def _send(answers: BinaryIO, answer: Answer) -> None:
    answers.write(answer.model_dump_json(exclude_none=True).encode() + b"\n")
    answers.writelines(part.data for part in (answer.reading.parts if answer.reading else ()))
    answers.flush()


def _confine(memory_mib: int) -> None:
    limit = memory_mib * 1024 * 1024
    resource.setrlimit(resource.RLIMIT_AS, (limit, limit))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is the parent's to handle: it drains first
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)


def _private_output() -> BinaryIO:
    """Keep the answers' stream to ourselves: what libraries print goes to standard error."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


if __name__ == "__main__":
    main()
