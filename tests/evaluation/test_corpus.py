"""The corpus: the same bytes each time, and a truth that stands on the page."""

from __future__ import annotations

import hashlib

import pypdfium2
import pytest
from freightwire.events.extraction import DocumentKind
from stdnum.eu import vat as eu_vat
from stdnum.iban import is_valid as iban_is_valid

from tests.evaluation.corpus.build import LAYOUTS, TEXT, document, layout_named
from tests.evaluation.corpus.degrade import FORMS
from tests.evaluation.corpus.layouts import Layout, Split
from tests.evaluation.score import letters

NAMES = [layout.name for layout in LAYOUTS]


def text_of(pdf: bytes) -> str:
    opened = pypdfium2.PdfDocument(pdf)
    try:
        return letters("".join(page.get_textpage().get_text_bounded() for page in opened))
    finally:
        opened.close()


def test_there_are_layouts_of_every_kind_in_every_split() -> None:
    assert len(set(NAMES)) == len(NAMES)
    orders = [each for each in LAYOUTS if each.kind is DocumentKind.TRANSPORT_ORDER]
    assert len(orders) >= 12
    for split in Split:
        assert {each.kind for each in LAYOUTS if each.split is split} == {*DocumentKind} - {DocumentKind.EMAIL}


@pytest.mark.parametrize("layout", LAYOUTS, ids=NAMES)
def test_what_the_truth_says_is_printed(layout: Layout) -> None:
    for number in range(3):
        labelled = document(layout, number)
        printed = text_of(labelled.data)
        for path, expected in labelled.truth.items():
            assert letters(expected.printed) in printed, (labelled.name, path, expected)
            assert expected.printed or expected.optional or path.endswith(".kind"), (labelled.name, path)
        assert bool(labelled.truth) is (layout.kind is not DocumentKind.OTHER)


@pytest.mark.parametrize("layout", LAYOUTS, ids=NAMES)
def test_a_document_is_the_same_each_time_and_unlike_its_neighbours(layout: Layout) -> None:
    first, again, other = document(layout, 0), document(layout, 0), document(layout, 1)
    assert hashlib.sha256(first.data).digest() == hashlib.sha256(again.data).digest()
    assert first.truth == again.truth
    assert first.data != other.data


@pytest.mark.parametrize("form", FORMS)
def test_a_scan_is_the_same_each_time(form: str) -> None:
    layout = layout_named("labels_above")
    assert document(layout, 0, form).data == document(layout, 0, form).data
    assert document(layout, 0, form).truth == document(layout, 0, TEXT).truth


def test_check_digits_are_right() -> None:
    checked = 0
    for layout in LAYOUTS:
        for path, expected in document(layout, 0).truth.items():
            if path.endswith("vatId"):
                number = str(expected.value)
                assert eu_vat.is_valid(number if number[:1].isalpha() else f"RO{number}"), (layout.name, number)
                checked += 1
            elif path.endswith("iban"):
                assert iban_is_valid(str(expected.value))
                checked += 1
    assert checked > 40
