"""Comparing the reader with people's word on what it read."""

from __future__ import annotations

from typing import Any

import pytest
from freightctl.failures import Failure
from freightctl.labelled import Field, Judged, Run, judge, table, worse


def label(document: str, path: str, outcome: str, right: Any = None) -> dict[str, Any]:
    return {"documentId": document, "path": path, "outcome": outcome, **({} if right is None else {"right": right})}


LABELS = [
    label("a", "reference", "corrected", "CT-91"),
    label("a", "stops.0.city", "confirmed", "Cluj-Napoca"),
    label("a", "uit", "removed"),
    label("b", "stops.1.city", "corrected", "Wein"),
    label("b", "sale.amount", "confirmed", 1250),
    label("c", "reference", "confirmed", "1"),
    label("b", "stops.1.city", "corrected", "Wien"),
]
READINGS = {
    "a": {"reference": "CT-91", "stops.0.city": "Cluj"},
    "b": {"stops.1.city": "Wien", "sale.amount": 1250.0},
}


def test_the_last_word_on_a_value_counts_for_documents_that_were_read() -> None:
    assert {(each.key, each.then, each.now) for each in judge(LABELS, READINGS)} == {
        ("a reference", False, True),
        ("a stops.0.city", True, False),
        ("a uit", False, True),
        ("b stops.1.city", False, True),
        ("b sale.amount", True, True),
    }


def test_what_cannot_be_read_is_wrong_everywhere_but_where_nothing_was_right() -> None:
    judged = judge(LABELS, {"a": None})
    assert {each.path: each.now for each in judged} == {"reference": False, "stops.0.city": False, "uit": True}


@pytest.mark.parametrize(
    ("now", "right", "same"),
    [("a  b", "a b", True), ("Iasi", "Iași", False), (1, True, False), (12.5, 12.5000001, True), (None, "x", False)],
)
def test_values_are_compared_as_they_are_stored(now: Any, right: Any, same: bool) -> None:
    [judged] = judge([label("a", "x", "corrected", right)], {"a": {"x": now}})
    assert judged.now is same


def test_the_table_has_a_row_for_each_field_and_one_for_all() -> None:
    last = Run("1", "2026-11-24T10:00:00+00:00", {"a reference": False, "b stops.1.city": True}, 0)
    rows = table(judge(LABELS, READINGS), last)
    assert rows == [
        Field("reference", 1, 1.0, 0.0, 0.0),
        Field("sale.amount", 1, 1.0, 1.0, None),
        Field("stops.*.city", 2, 0.5, 0.5, 1.0),
        Field("uit", 1, 1.0, 0.0, None),
        Field("all", 5, 0.8, 0.4, 0.5),
    ]
    assert table([], last) == []


def test_what_was_right_before_and_is_not_now_is_worse() -> None:
    values = [
        Judged("a", "reference", then=False, now=False),
        Judged("a", "uit", then=True, now=False),
        Judged("b", "uit", then=True, now=True),
    ]
    assert [each.path for each in worse(values, None)] == ["uit"]
    last = Run("1", "", {"a reference": True, "a uit": False}, 0)
    assert [each.path for each in worse(values, last)] == ["reference"]


def test_a_run_is_kept_and_read_back() -> None:
    run = Run("0.1.0", "2026-11-24T10:00:00+00:00", {"a reference": True}, 2)
    assert Run.parse(run.as_json()) == run
    for broken in ("", "[]", '{"version": "1"}'):
        with pytest.raises(Failure, match="last run"):
            Run.parse(broken)
