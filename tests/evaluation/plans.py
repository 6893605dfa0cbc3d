"""Which documents a run reads, and in which forms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from freightwire.events.extraction import DocumentKind

from tests.evaluation.corpus.build import LAYOUTS, TEXT
from tests.evaluation.corpus.degrade import FORMS
from tests.evaluation.corpus.layouts import Split
from tests.evaluation.run import Task


@dataclass(frozen=True, slots=True)
class Plan:
    """Documents of each layout: with a text layer, as clean scans, and (orders only) in each of the other forms."""

    text: int
    scans: int
    others: int
    first: int = 0
    """Number of the first document: those before it are another plan's."""


FULL = Plan(text=12, scans=4, others=1)
QUICK = Plan(text=2, scans=1, others=0)
CLEAN = "scan200"


def calibration_tasks() -> list[Task]:
    """What confidences are fitted to: other documents than those of any plan, of all layouts but those of ``test``."""
    plan = Plan(text=30, scans=3, others=1, first=1000)
    return list(tasks(plan, frozenset({Split.TRAIN, Split.CALIBRATION})))


def tasks(plan: Plan, splits: frozenset[Split] = frozenset(Split)) -> Iterator[Task]:
    """What there is to read, the slow ones first, so that no process waits long for the last."""
    layouts = [each for each in LAYOUTS if each.split in splits]
    orders = [each for each in layouts if each.kind is DocumentKind.TRANSPORT_ORDER]
    for form in FORMS:
        chosen = layouts if form == CLEAN else orders
        for layout in chosen:
            count = plan.scans if form == CLEAN else plan.others
            yield from (Task(layout.name, plan.first + number, form) for number in range(count))
    for layout in layouts:
        yield from (Task(layout.name, plan.first + number, TEXT) for number in range(plan.text))
