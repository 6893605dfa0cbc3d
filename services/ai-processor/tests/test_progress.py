"""Progress on its way: few enough for anybody, and whoever sees only some of it misses no field."""

from __future__ import annotations

import asyncio

from ai_processor.progress import MOST_PER_SECOND, NewFields, ProgressReporter
from ai_processor.reading import Progress
from freightwire.events.extraction import Stage
from freightwire.events.orders import FieldSummary
from freightwire.messaging import PublishError
from hypothesis import given
from hypothesis import strategies as st

STAGES = [Stage.RECEIVED, Stage.TEXT, Stage.CLASSIFY, Stage.EXTRACT, Stage.VALIDATE, Stage.DONE]
STEPS_OF_WORK = STAGES[2:]


def progress(stage: Stage, percent: int = 0, **fields: float) -> Progress:
    found = [FieldSummary(path=path, value=path, confidence=confidence) for path, confidence in fields.items()]
    return Progress(stage=stage, progress=percent, fields=found)


FOUND = st.dictionaries(st.sampled_from("abcd"), st.sampled_from([0.5, 0.9]), max_size=4)
STEPS = st.lists(st.tuples(st.integers(0, 2), FOUND, st.booleans()), max_size=20)


@given(STEPS)
def test_the_newest_event_of_each_stage_tells_all(steps: list[tuple[int, dict[str, float], bool]]) -> None:
    """Whatever is superseded or lost on its way, what was told last of each stage adds up to what is known."""
    new, known, stage = NewFields(), dict[str, float](), 0
    newest: dict[Stage, list[FieldSummary]] = {}
    told: dict[str, float] = {}
    for advance, found, arrives in steps:
        stage = min(stage + advance, len(STEPS_OF_WORK) - 1)
        known |= found
        one = progress(STEPS_OF_WORK[stage], **known)
        fields = new.of(one)
        if arrives:
            new.told(one)
            newest[one.stage] = fields
            told = dict(known)
    held: dict[str, float] = {}
    for each in STEPS_OF_WORK:
        held |= {found.path: found.confidence for found in newest.get(each, [])}
    assert held == told


class Sent:
    """Takes what is sent, and when."""

    def __init__(self, *, refuse: int = 0) -> None:
        self.events: list[tuple[float, Progress]] = []
        self._refuse = refuse

    async def send(self, one: Progress) -> None:
        if self._refuse:
            self._refuse -= 1
            raise PublishError("no")
        self.events.append((asyncio.get_running_loop().time(), one))


async def reported(sent: Sent, *all_of_it: Progress, interval: float = 0) -> None:
    reporter = ProgressReporter(sent.send, interval_seconds=interval)
    for one in all_of_it:
        reporter.report(one)
        await asyncio.sleep(0)
    await reporter.close()


async def test_no_more_than_ten_a_second_and_the_last_always() -> None:
    sent = Sent()
    many = [progress(Stage.TEXT, percent) for percent in range(50)]
    stages = [progress(stage) for stage in STAGES * 2]
    await reported(sent, *many, *stages, progress(Stage.DONE, 100, a=0.9))
    times = [time for time, _ in sent.events]
    for start in times:
        assert sum(start <= time < start + 0.99 for time in times) <= MOST_PER_SECOND
    last = sent.events[-1][1]
    assert (last.stage, last.progress) == (Stage.DONE, 100)
    assert [found.path for found in last.fields] == ["a"]


async def test_every_stage_is_told_and_what_lies_between_only_now_and_then() -> None:
    sent = Sent()
    await reported(
        sent,
        *(each for stage in STAGES for each in (progress(stage), progress(stage, 1), progress(stage, 2))),
        interval=60,
    )
    assert [one.stage for _, one in sent.events] == STAGES


async def test_fields_of_an_event_that_nobody_took_come_with_the_next() -> None:
    sent = Sent(refuse=1)
    await reported(sent, progress(Stage.EXTRACT, 50, a=0.5), progress(Stage.VALIDATE, 90, a=0.5, b=0.9))
    (only,) = [one for _, one in sent.events]
    assert {found.path for found in only.fields} == {"a", "b"}
