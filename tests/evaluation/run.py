"""Read labelled documents as the service does, on several processes, and judge what came out."""

from __future__ import annotations

import multiprocessing
import resource
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, field
from functools import partial
from typing import TypeVar

from ai_processor.failures import UnreadableError

from tests.evaluation.corpus.build import TEXT, document, layout_named
from tests.evaluation.reader import read_as_in_service
from tests.evaluation.score import Judged, judge

Work = TypeVar("Work")
Done = TypeVar("Done")


@dataclass(frozen=True, slots=True)
class Task:
    """A document of the corpus in one of its forms."""

    layout: str
    number: int
    form: str = TEXT


@dataclass(frozen=True, slots=True)
class Result:
    """A document that was read. ``failure`` says why nothing was."""

    name: str
    layout: str
    split: str
    form: str
    true_kind: str
    kinds_allowed: frozenset[str]
    kind: str = "failed"
    kind_confidence: float = 0.0
    judged: list[Judged] = field(default_factory=list)
    errors: tuple[str, ...] = ()
    pages: int = 0
    seconds: float = 0.0
    peak_mib: float = 0.0
    failure: str = ""


def read_all(tasks: Sequence[Task], *, processes: int) -> Iterator[Result]:
    """Results as they come, in the order of ``tasks``."""
    yield from in_processes(read, tasks, processes=processes)


def in_processes(work: Callable[[Work], Done], items: Sequence[Work], *, processes: int) -> Iterator[Done]:
    """What ``work`` makes of each of ``items``, in their order, on several processes."""
    if processes <= 1:
        yield from map(work, items)
        return
    # Spawned: the service's reading processes are fresh ones too, and a fork would inherit our memory.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        yield from pool.map(work, items, chunksize=1)


def read(task: Task) -> Result:
    """Write the document, bring it into its form, read it, and judge the reading."""
    layout = layout_named(task.layout)
    labelled = document(layout, task.number, task.form)
    data = labelled.data
    result = partial(
        Result,
        labelled.name,
        layout.name,
        str(layout.split),
        task.form,
        str(layout.kind),
        frozenset(str(each) for each in (layout.kind, *layout.also_kinds)),
    )
    started = time.process_time()
    try:
        reading = read_as_in_service(data)
    except UnreadableError as error:
        return result(failure=str(error.failure), judged=judge([], labelled.truth))
    seconds = time.process_time() - started
    return result(
        kind=str(reading.kind),
        kind_confidence=reading.kind_confidence,
        judged=judge(reading.fields, labelled.truth),
        errors=tuple(issue.code for issue in reading.issues if issue.severity == "error"),
        pages=len(reading.pages),
        seconds=seconds,
        peak_mib=resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024,
    )


def judged_of(results: Iterable[Result]) -> list[Judged]:
    """Every field of all results."""
    return [each for result in results for each in result.judged]
