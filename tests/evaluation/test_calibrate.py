"""Fitting confidences, and what the reader makes of the curves."""

from __future__ import annotations

import pytest
from ai_processor.confidence import ANY, CURRENT, Calibration, Evidence, calibrated, evidence_of, parse
from freightwire.events.extraction import FieldFound, FieldSource
from hypothesis import given
from hypothesis import strategies as st

from tests.evaluation.calibrate import Sample, fit

CONFIDENCES = st.floats(0, 1)
EVIDENCE = st.builds(
    Evidence,
    kind=st.sampled_from(["label", "column", "check_passed", "check_failed", "unheard_of"]),
    family=st.sampled_from(["stops", "client", "unheard_of"]),
    link=CONFIDENCES,
    read=st.one_of(st.just(1.0), CONFIDENCES),
)
SAMPLES = st.lists(
    st.builds(Sample, evidence=EVIDENCE, right=st.booleans(), layout=st.sampled_from("abcd")), max_size=150
)


def fitted(samples: list[Sample]) -> Calibration:
    return parse(fit(samples, version="test"))


@given(SAMPLES, EVIDENCE, CONFIDENCES, CONFIDENCES)
def test_better_evidence_never_makes_less_sure(samples: list[Sample], evidence: Evidence, a: float, b: float) -> None:
    calibration = fitted(samples)
    low, high = sorted((a, b))
    for weaker, stronger in (
        (_with(evidence, link=low), _with(evidence, link=high)),
        (_with(evidence, read=low), _with(evidence, read=high)),
    ):
        assert 0 <= calibration.confidence(weaker) <= calibration.confidence(stronger) <= 1


@given(EVIDENCE, CONFIDENCES, CONFIDENCES)
def test_the_current_curves_do_not_fall_either(evidence: Evidence, a: float, b: float) -> None:
    low, high = sorted((a, b))
    assert CURRENT.confidence(_with(evidence, link=low)) <= CURRENT.confidence(_with(evidence, link=high))
    assert CURRENT.confidence(_with(evidence, read=low)) <= CURRENT.confidence(_with(evidence, read=high))


def _with(evidence: Evidence, *, link: float | None = None, read: float | None = None) -> Evidence:
    return Evidence(
        evidence.kind,
        evidence.family,
        evidence.link if link is None else link,
        evidence.read if read is None else read,
    )


def many(kind: str, link: float, right: int, wrong: int, read: float = 1.0) -> list[Sample]:
    evidence = Evidence(kind, "stops", link, read)
    return [Sample(evidence, at < right, f"layout {at % 20}") for at in range(right + wrong)]


def test_what_is_said_becomes_what_is_right() -> None:
    calibration = fitted(many("label", 0.95, 120, 40) + many("column", 0.7, 160, 0))
    assert calibration.confidence(Evidence("label", "stops", 0.95, 1.0)) == pytest.approx(0.75, abs=0.05)
    assert calibration.confidence(Evidence("column", "stops", 0.7, 1.0)) > 0.94


def test_a_layout_is_one_witness_however_many_its_documents() -> None:
    alike = [Sample(Evidence("label", "stops", 0.9, 1.0), False, "one layout")] * 500
    others = many("label", 0.9, 100, 0)
    assert fitted(alike + others).confidence(Evidence("label", "stops", 0.9, 1.0)) > 0.9


def test_rare_evidence_uses_the_curve_of_all() -> None:
    calibration = fitted(many("label", 0.9, 100, 100) + many("rare", 0.9, 3, 0))
    assert set(calibration.links) == {ANY, "label", "stops/label"}
    assert calibration.confidence(Evidence("rare", "stops", 0.9, 1.0)) == calibration.links[ANY](0.9).__round__(4)


def test_recognised_text_is_right_less_often_unless_it_proves_itself() -> None:
    text = many("label", 0.95, 95, 5) + many("check_passed", 0.97, 100, 0)
    scans = many("label", 0.95, 60, 40, read=0.6) + many("label", 0.95, 94, 6, read=0.97)
    calibration = fitted(text + scans)
    clear, dim = (calibration.confidence(Evidence("label", "stops", 0.95, read)) for read in (0.97, 0.6))
    assert dim == pytest.approx(0.6, abs=0.06)
    assert clear == pytest.approx(0.94, abs=0.03)
    proved = [calibration.confidence(Evidence("check_passed", "stops", 0.97, read)) for read in (1.0, 0.5)]
    assert proved[0] == proved[1] > 0.95


def test_evidence_is_told_by_the_reasons() -> None:
    said = "said:0.76"
    assert evidence_of("stops.0.city", ["label:city", "read:0.80", said]) == Evidence("label", "stops", 0.95, 0.8)
    assert evidence_of("client.vatId", ["label:vat_id", "check_failed", said]).kind == "check_failed"
    assert evidence_of("invoice.seller.name", ["position", said]) == Evidence("position", "invoice.seller", 0.76, 1.0)
    assert evidence_of("reference", ["column:x", said]).family == "reference"
    assert evidence_of("reference", [said]).kind == "said"
    with pytest.raises(ValueError, match="not calibrated"):
        evidence_of("reference", ["column:x"])


def test_fields_keep_what_their_extractor_said() -> None:
    field = FieldFound(path="uit", value="X", raw="X", confidence=0.9, source=FieldSource.TEXT, reasons=["label:uit"])
    calibration = parse({"version": "test", "links": {ANY: [[0.9, 0.5]]}, "read": [[1.0, 1.0]]})
    [found] = calibrated([field], calibration)
    assert (found.confidence, found.reasons) == (0.5, ["label:uit", "said:0.9"])
    assert evidence_of(found.path, found.reasons) == Evidence("label", "uit", 0.9, 1.0)


@pytest.mark.parametrize(
    "points", [[], [[0.5, 0.9], [0.6, 0.8]], [[0.5, 0.1], [0.5, 0.2]], [[0.5, 1.2]], [[0.5, -0.1]]]
)
def test_curves_that_fall_or_leave_the_unit_are_refused(points: list[list[float]]) -> None:
    with pytest.raises(ValueError, match="falls"):
        parse({"version": "test", "links": {ANY: points}, "read": [[1.0, 1.0]]})
    with pytest.raises(ValueError, match=r"no curve"):
        parse({"version": "test", "links": {}, "read": [[1.0, 1.0]]})
