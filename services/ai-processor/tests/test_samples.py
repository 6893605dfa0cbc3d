"""Every sample order: each expected field with its exact value, exactly the planted issues, evidence on the page."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from typing import Any

import pytest
from ai_processor.pipeline import read_document
from ai_processor.reading import Limits, Reading
from ai_processor.stages.formats import read_pages
from freightwire.events.extraction import DocumentKind, Severity, Stage
from freightwire.events.order_data import OrderData

from .conftest import SAMPLES

NAMES = sorted(path.stem for path in SAMPLES.glob("*.pdf"))
TODAY = dt.date(2026, 11, 24)


def expected(name: str) -> dict[str, Any]:
    return json.loads((SAMPLES / f"{name}.expected.json").read_text())


def read(name: str) -> Reading:
    return read_document(
        (SAMPLES / f"{name}.pdf").read_bytes(), limits=Limits(), today=TODAY, on_progress=lambda progress: None
    )


def test_there_are_samples() -> None:
    assert len(NAMES) >= 6
    assert sum(bool(expected(name)["issues"]) for name in NAMES) >= 1


@pytest.mark.parametrize("name", NAMES)
def test_every_expected_field_is_found(name: str) -> None:
    values = {found.path: found.value for found in read(name).fields}
    wanted = expected(name)["fields"]
    assert {path: values.get(path) for path in wanted} == wanted
    stops = {path.split(".")[1] for path in values if path.startswith("stops.")}
    assert stops == {path.split(".")[1] for path in wanted if path.startswith("stops.")}


@pytest.mark.parametrize("name", NAMES)
def test_exactly_the_planted_issues_are_reported(name: str) -> None:
    issues = read(name).issues
    assert sorted(issue.code for issue in issues) == sorted(expected(name)["issues"])
    if not expected(name)["issues"]:
        assert not any(issue.severity is Severity.ERROR for issue in issues)
    for issue in issues:
        assert issue.message.ro
        assert issue.message.en


@pytest.mark.parametrize("name", NAMES)
def test_fields_fit_the_order_and_stand_where_they_say(name: str) -> None:
    reading = read(name)
    assert reading.kind is DocumentKind.TRANSPORT_ORDER
    assert reading.kind_confidence > 0.8
    assert reading.confidence > 0.8
    assert len({found.path for found in reading.fields}) == len(reading.fields)
    pages = {page.number: page for page in read_pages((SAMPLES / f"{name}.pdf").read_bytes(), Limits())}
    for found in reading.fields:
        assert found.box is not None
        assert found.page is not None
        page = pages[found.page]
        assert 0 <= found.box.x0 < found.box.x1 <= page.width
        assert 0 <= found.box.y0 < found.box.y1 <= page.height
        inside = [
            word.text
            for segment in page.segments
            for word in segment.words
            if word.rect.x1 > found.box.x0
            and word.rect.x0 < found.box.x1
            and found.box.y0 < word.rect.middle < found.box.y1
        ]
        for word in found.raw.split():
            assert any(word in each or each in word for each in inside), (found.path, found.raw, inside)
    OrderData.model_validate(as_order({found.path: found.value for found in reading.fields}))


def as_order(values: dict[str, Any]) -> dict[str, Any]:
    """The fields put together as the order's data."""
    order: dict[str, Any] = {}
    for path in sorted(
        values, key=lambda each: [(int(word), "") if word.isdecimal() else (-1, word) for word in each.split(".")]
    ):
        words = path.split(".")
        target: Any = order
        for word, following in itertools.pairwise(words):
            empty: Any = [] if following.isdecimal() else {}
            if isinstance(target, list):
                while len(target) <= int(word):
                    target.append({})
                target = target[int(word)]
            else:
                target = target.setdefault(word, empty)
        target[words[-1]] = values[path]
    return order


def test_progress_covers_every_stage_and_never_falls() -> None:
    said = []
    read_document((SAMPLES / "letter.pdf").read_bytes(), limits=Limits(), today=TODAY, on_progress=said.append)
    assert list(dict.fromkeys(each.stage for each in said)) == [
        Stage.TEXT,
        Stage.CLASSIFY,
        Stage.EXTRACT,
        Stage.VALIDATE,
    ]
    percents = [each.progress for each in said]
    assert percents == sorted(percents)
    found = [each.fields_found for each in said if each.fields_found is not None]
    assert found == sorted(found)
    assert found[-1] > 20
