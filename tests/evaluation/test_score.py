"""The scorer's own rules."""

from __future__ import annotations

import pytest
from freightwire.events.extraction import FieldFound, FieldSource
from hypothesis import given
from hypothesis import strategies as st

from tests.evaluation.score import (
    Judged,
    Outcome,
    Score,
    by_field,
    calibration_error,
    confusion,
    false_rate,
    judge,
    means_the_same,
    reliability,
    score,
    sure,
)
from tests.evaluation.truth import Expected, Truth


def found(path: str, value: object, confidence: float = 0.9) -> FieldFound:
    return FieldFound.model_validate(
        {"path": path, "value": value, "raw": str(value), "confidence": confidence, "source": FieldSource.TEXT}
    )


@pytest.mark.parametrize(
    ("value", "expected", "same"),
    [
        ("SC Ștefan SRL", "S.C. ŞTEFAN S.R.L.", True),
        ("Möbelhaus Grünwald", "Mobelhaus Grunwald", True),
        ("Straße 4", "Strasse 4", True),
        ("2026-11-24", "2026-11-25", False),
        (1450, 1450.0, True),
        (1450.001, 1450.0, True),
        (1450.5, 1450.0, False),
        ("1450", 1450.0, False),
        (False, False, True),
        (0, False, False),
        (1, True, False),
    ],
)
def test_values_are_compared_by_what_they_mean(value: object, expected: object, same: bool) -> None:
    assert means_the_same(value, Expected(expected, "")) is same


def test_another_reading_may_be_as_right() -> None:
    assert means_the_same("RO123", Expected("123", "123", also=("RO123",)))
    assert not means_the_same("RO124", Expected("123", "123", also=("RO123",)))


def test_every_field_has_one_outcome() -> None:
    truth: Truth = {
        "reference": Expected("A1", "A1"),
        "sale.amount": Expected(10.0, "10"),
        "uit": Expected("X", "X"),
        "stops.0.country": Expected("RO", "", optional=True),
        "stops.1.country": Expected("DE", "", optional=True),
        "stops.2.country": Expected("AT", "", optional=True),
    }
    fields = [
        found("reference", "a-1"),
        found("sale.amount", 11.0),
        found("stops.0.country", "RO"),
        found("stops.1.country", "AT"),
        found("remarks", "made up"),
    ]
    outcomes = {each.path: each.outcome for each in judge(fields, truth)}
    assert outcomes == {
        "reference": Outcome.RIGHT,
        "sale.amount": Outcome.WRONG,
        "uit": Outcome.MISSING,
        "stops.0.country": Outcome.BONUS,
        "stops.1.country": Outcome.SPURIOUS,
        "remarks": Outcome.SPURIOUS,
    }


def test_figures_follow_from_the_counts() -> None:
    counted = Score(right=6, wrong=2, missing=2, spurious=4, exact_matches=5)
    assert counted.asked == 10
    assert counted.precision == 0.5
    assert counted.recall == 0.6
    assert counted.f1 == pytest.approx(2 * 0.5 * 0.6 / 1.1)
    assert counted.exact == 0.5
    assert (Score().precision, Score().recall, Score().f1) == (1.0, 1.0, 1.0)


def test_fields_are_counted_over_all_stops() -> None:
    judged = [Judged("stops.0.city", Outcome.RIGHT), Judged("stops.11.city", Outcome.MISSING)]
    assert by_field(judged) == {"stops.*.city": Score(right=1, missing=1)}


def test_exact_is_to_the_letter_but_for_the_old_letters() -> None:
    truth: Truth = {"a": Expected("Iași", "Iași"), "b": Expected("Iași", "Iași")}
    assert score(judge([found("a", "Iaşi"), found("b", "IASI")], truth)).exact == 0.5


@given(st.lists(st.tuples(st.floats(0, 1), st.booleans()), min_size=1, max_size=80))
def test_reliability_counts_everything_once(said: list[tuple[float, bool]]) -> None:
    judged = [
        Judged("a", Outcome.RIGHT if right else Outcome.WRONG, confidence=confidence) for confidence, right in said
    ]
    bins = reliability(judged)
    assert sum(each.count for each in bins) == len(said)
    assert 0 <= calibration_error(bins) <= 1
    count, right = sure(judged, 0.9)
    assert count == sum(confidence >= 0.9 for confidence, _ in said)
    assert 0 <= right <= 1


def test_a_confidence_that_says_the_truth_has_no_error() -> None:
    judged = [Judged("a", Outcome.RIGHT, confidence=0.75)] * 3 + [Judged("a", Outcome.WRONG, confidence=0.75)]
    assert calibration_error(reliability(judged)) == 0
    judged = [Judged("a", Outcome.WRONG, confidence=0.75)] * 4
    assert calibration_error(reliability(judged)) == 0.75


def test_false_orders_are_counted_among_what_is_none() -> None:
    table = confusion([("order", "order"), ("order", "other"), ("other", "order"), ("invoice", "invoice")])
    assert false_rate(table, "order") == 0.5
    assert false_rate({}, "order") == 0
