"""A few documents of every layout, read as in service: what is written here must not get worse.

The floors lie below the figures of docs/evaluation.md by what so few documents may differ.
"""

from __future__ import annotations

import pytest

from tests.evaluation.corpus.layouts import Split
from tests.evaluation.plans import Plan, tasks
from tests.evaluation.report import ORDER
from tests.evaluation.run import Result, judged_of, read
from tests.evaluation.score import calibration_error, confusion, false_rate, reliability, score, sure

RIGHT_WHEN_SURE, MOST_ERROR = 0.9, 0.12


@pytest.fixture(scope="module")
def results() -> list[Result]:
    return [read(task) for task in tasks(Plan(text=1, scans=0, others=0))]


def orders(results: list[Result], split: Split) -> list[Result]:
    return [each for each in results if each.true_kind == ORDER and each.split == split]


@pytest.mark.parametrize(("split", "least"), [(Split.TRAIN, 0.9), (Split.TEST, 0.7)])
def test_orders_are_read(results: list[Result], split: Split, least: float) -> None:
    assert score(judged_of(orders(results, split))).f1 >= least


def test_kinds_are_told_apart(results: list[Result]) -> None:
    wrong = [each.name for each in results if each.kind not in each.kinds_allowed]
    assert len(wrong) <= 0.15 * len(results), wrong
    assert false_rate(confusion((each.true_kind, each.kind) for each in results), ORDER) <= 0.2


def test_confidence_means_what_it_says(results: list[Result]) -> None:
    judged = judged_of(results)
    count, right = sure(judged, 0.9)
    assert count > 300
    assert right >= RIGHT_WHEN_SURE
    assert calibration_error(reliability(judged)) <= MOST_ERROR
