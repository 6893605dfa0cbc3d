"""Recognised text: labels and numbers are mended, what a person wrote is not."""

from __future__ import annotations

import pytest
from ai_processor.extractors.label_words import LABEL_WORDS
from ai_processor.extractors.legibility import legibility
from ai_processor.extractors.mending import digits_mended, form_mended, likely_word, mend
from ai_processor.layout import Rect, Word
from freightwire.events.extraction import DocumentKind, FieldSource
from hypothesis import given
from hypothesis import strategies as st

from .drawn import found, page, values

BOX = Rect(0, 0, 10, 10)


@pytest.mark.parametrize(
    ("read", "word"),
    [
        ("lncarcare", "încărcare"),
        ("Descarcarc", "descărcare"),
        ("Transportalor", "transportator"),
        ("Furnizcr", "furnizor"),
        ("nurnar", "număr"),
        ("Rechnungsnurnmer", "rechnungsnummer"),
        ("Consiqnee", "consignee"),
        ("Timisoara", None),
        ("facturii", None),
        ("Paleții", None),
        ("transportul", None),
        ("Ionescu", None),
        ("Traian", None),
    ],
)
def test_words_of_labels(read: str, word: str | None) -> None:
    assert likely_word(read, unsure=True) == word


@pytest.mark.parametrize(
    ("read", "text"),
    [
        ("D.0.0.", "D.O.O."), ("S.r.1.", "S.r.l."), ("S.R.1.", "S.R.L."), ("C.U.1.:469867908", "C.U.I.:469867908"),
        ("lonescu", "Ionescu"), ("lalomița", "Ialomița"), ("lași", "Iași"), ("la", None), ("lemn", None),
        ("lungime", None), ("S.R.L.", None), ("D.O.O.", None),
    ],
)  # fmt: skip
def test_legal_forms_and_first_letters(read: str, text: str | None) -> None:
    assert form_mended(read) == text


def test_a_firm_s_word_like_a_label_s_stays() -> None:
    assert likely_word("SPEDIȚII", unsure=True) is None


@pytest.mark.parametrize("word", ["calitate", "contract", "transportul"])
def test_a_word_that_was_surely_read_stays(word: str) -> None:
    assert likely_word(word, unsure=False) is None


@given(st.sampled_from(sorted(LABEL_WORDS)))
def test_a_word_that_is_right_is_left_alone(word: str) -> None:
    assert likely_word(word, unsure=True) is None


@pytest.mark.parametrize(
    ("read", "number"),
    [
        ("1.45O,00", "1.450,00"),
        ("l9.11.2O26", "19.11.2026"),
        ("O8:00", "08:00"),
        ("13.4O5,5O", "13.405,50"),
        ("1.450,00", None),
        ("SB-99120", None),
        ("B/2", None),
        ("CT-2O26/04518", None),
        ("S.O.S.", None),
        ("II.3", None),
    ],
)
def test_digits_within_numbers(read: str, number: str | None) -> None:
    assert digits_mended(read) == number


@given(st.from_regex(r"\d{1,3}([.,:/]\d{1,3}){1,3}", fullmatch=True))
def test_a_number_is_never_changed(number: str) -> None:
    assert digits_mended(number) is None


def test_a_text_layer_is_left_alone() -> None:
    drawn = page("lncarcare: l9.11.2O26")
    assert mend(drawn) is drawn


ORDER = """
C0MANDA DE TRANSPORT NR. CT-118
Datadescarcarii: 23.11.2O26
lncarcare: MOBILA FAGARAS SA, Str. Campului 7, 505200 Fagaras
Data incarcarii: l9.11.2026
Descarcare: Metalcom SRL, Calea Sagului 142, 300516 Timisoara
Tarlf: 1.45O,00 EUR
"""


def test_an_order_that_was_recognised_badly() -> None:
    read = values(ORDER, ocr=0.8)
    assert read["stops.0.city"] == "Fagaras"
    assert read["stops.0.date"] == "2026-11-19"
    assert read["stops.1.date"] == "2026-11-23"
    assert read["sale.amount"] == 1450.0


def test_how_well_a_value_was_read_is_part_of_its_evidence() -> None:
    sure, unsure = (found("Tarif: 1.450,00 EUR", DocumentKind.TRANSPORT_ORDER, ocr=ocr) for ocr in (0.97, 0.6))
    assert sure["sale.amount"].source is FieldSource.OCR
    assert "read:0.99" in sure["sale.amount"].reasons
    assert "read:0.72" in unsure["sale.amount"].reasons
    assert unsure["sale.amount"].confidence < sure["sale.amount"].confidence
    text = found("Tarif: 1.450,00 EUR", DocumentKind.TRANSPORT_ORDER)["sale.amount"]
    assert text.source is FieldSource.TEXT
    assert not any(reason.startswith("read:") for reason in text.reasons)


def test_a_misread_code_that_proves_itself_is_sure_however_badly_it_was_read() -> None:
    read = found("COMANDA TRANSPORT 12\nCod UIT: 3VOPOLOPOT3JUW46", DocumentKind.TRANSPORT_ORDER, ocr=0.6)["uit"]
    assert read.value == "3V0P0L0P0T3JUW46"
    assert read.raw == "3VOPOLOPOT3JUW46"
    assert {"repaired", "check_passed"} <= set(read.reasons)
    assert read.confidence >= 0.95


@given(st.floats(0, 1), st.floats(0, 1))
def test_legibility_never_falls_when_the_recogniser_is_surer(one: float, other: float) -> None:
    low, high = sorted((one, other))
    assert legibility([Word("x", BOX, low)]) <= legibility([Word("x", BOX, high)])
    assert legibility([Word("x", BOX, low, agreed=False)]) <= legibility([Word("x", BOX, high, agreed=False)])
    assert legibility([Word("x", BOX, low, agreed=False)]) <= legibility([Word("x", BOX, low)])


def test_the_worst_word_counts() -> None:
    words = [Word("a", BOX, 0.99), Word("b", BOX, 0.3)]
    assert legibility(words) == legibility(words[1:])
    assert legibility([]) == 1
