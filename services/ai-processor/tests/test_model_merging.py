"""Two extractors made one: agreement, disagreement, proof. Pure."""

from __future__ import annotations

from typing import Any

import pytest
from ai_processor.model.catalogue import Asked, ValueKind, catalogue
from ai_processor.model.merging import DISPUTED, MODEL_ALONE, MODEL_CHECKED, candidate, merge
from ai_processor.model.pausing import Pause
from ai_processor.model.proving import prove
from ai_processor.model.quotes import Quotable
from ai_processor.reading import TextLine, TextPage
from freightwire.events.extraction import DocumentKind, FieldFound, FieldSource
from hypothesis import given
from hypothesis import strategies as st


def rule(path: str, value: Any, confidence: float = 0.9, *reasons: str) -> FieldFound:
    return FieldFound(
        path=path, value=value, raw=str(value), confidence=confidence, source=FieldSource.TEXT, reasons=list(reasons)
    )


def model(path: str, value: Any, check: bool | None = None) -> FieldFound:
    return candidate(rule(path, value, 0), check=check)


def test_agreement_makes_surer() -> None:
    (found,) = merge([rule("reference", "CT-77", 0.8)], [model("reference", "ct-77")])
    assert found.confidence == pytest.approx(1 - 0.2 * (1 - MODEL_ALONE))
    assert found.source is FieldSource.TEXT
    assert found.reasons == ["model_agrees"]


def test_the_model_alone_is_bounded_and_says_so() -> None:
    (found,) = merge([], [model("reference", "CT-77")])
    assert (found.confidence, found.source, found.reasons) == (MODEL_ALONE, FieldSource.MODEL, ["model"])
    (checked,) = merge([], [model("client.iban", "RO49AAAA1B31007593840000", check=True)])
    assert checked.confidence == MODEL_CHECKED < 0.95
    (wrong,) = merge([], [model("client.vatId", "RO1", check=False)])
    assert wrong.confidence <= 0.3


def test_disagreement_goes_to_a_person_with_both() -> None:
    (found,) = merge([rule("sale.amount", 1250.0, 0.98)], [model("sale.amount", 2150.0)])
    assert (found.value, found.confidence) == (1250.0, DISPUTED)
    assert found.reasons == ["model_differs", "alternative:2150.0"]


def test_check_digits_have_the_last_word() -> None:
    proved = rule("client.vatId", "RO18547290", 0.97, "check_passed")
    (found,) = merge([proved], [model("client.vatId", "RO999", check=False)])
    assert (found.value, found.confidence) == ("RO18547290", 0.97)
    misread = rule("client.vatId", "RO18547291", 0.3, "check_failed")
    (found,) = merge([misread], [model("client.vatId", "RO18547290", check=True)])
    assert (found.value, found.source) == ("RO18547290", FieldSource.MODEL)
    (found,) = merge([misread], [model("client.vatId", "RO18547291", check=False)])
    assert found.confidence == 0.3, "both have read the same wrong digits"


def test_items_of_lists_are_matched_by_what_they_say() -> None:
    rules = [rule("stops.0.city", "Cluj"), rule("stops.1.city", "Wien"), rule("stops.1.date", "2026-11-26")]
    theirs = [model("stops.0.city", "Wien"), model("stops.0.country", "AT"), model("stops.5.city", "Paris")]
    merged = {found.path: found for found in merge(rules, theirs)}
    assert merged["stops.1.country"].value == "AT"
    assert "model_agrees" in merged["stops.1.city"].reasons
    assert merged["stops.0.city"].reasons == []
    assert len(merged) == 4, "a stop that is like none of the rules' is left out"
    alone = merge([], [model("stops.0.city", "Wien"), model("invoice.lines.1.net", 3.0)])
    assert [found.path for found in alone] == ["stops.0.city", "invoice.lines.1.net"]


PATHS = st.sampled_from(["reference", "sale.amount", "stops.0.city", "stops.1.city", "goods.0.grossKg"])
VALUES = st.one_of(st.sampled_from(["a", "b"]), st.floats(0, 9), st.booleans())
RULES = st.lists(
    st.builds(
        rule,
        PATHS,
        VALUES,
        st.floats(0, 0.99),
        st.sampled_from(["label:x", "check_passed", "check_failed"]),
    ),
    max_size=6,
    unique_by=lambda found: found.path,
)
MODELS = st.lists(st.builds(model, PATHS, VALUES, st.sampled_from([None, True, False])), max_size=6)


@given(RULES, MODELS)
def test_whatever_the_model_says(rules: list[FieldFound], theirs: list[FieldFound]) -> None:
    merged = {found.path: found for found in merge(rules, theirs)}
    ours = {found.path: found for found in rules}
    assert ours.keys() <= merged.keys(), "nothing that the rules found is lost"
    for path, found in merged.items():
        before = ours.get(path)
        assert 0 <= found.confidence <= 0.99
        if before is None:
            assert found.confidence <= MODEL_CHECKED
        elif "check_passed" in before.reasons:
            assert found.value == before.value
            assert found.confidence >= before.confidence - 0.0001
        elif found.confidence > before.confidence + 0.0001:
            agreed, checked = "model_agrees" in found.reasons, "check_passed" in found.reasons
            assert agreed or checked, "only agreement and check digits make surer"


PAGE = TextPage(
    number=1,
    source=FieldSource.OCR,
    lines=[
        TextLine(row=0, words=["Preț", "transport:"], boxes=[(0, 0, 10, 10), (12, 0, 40, 10)]),
        TextLine(
            row=0,
            words=["1.250,00", "EUR", "+", "TVA"],
            boxes=[(50, 0, 80, 10), (82, 0, 95, 10), (96, 0, 98, 9), (99, 0, 110, 10)],
        ),
        TextLine(row=1, words=["Încărcare", "24.11.2026"], boxes=[(0, 12, 30, 22), (32, 12, 60, 22)]),
    ],
)


def test_a_quote_is_found_with_its_place_or_it_is_none() -> None:
    quotable = Quotable([PAGE])
    place = quotable.find("pret transport 1.250,00 EUR", 9)
    assert place is not None
    assert (place.page, place.raw, place.source) == (1, "Preț transport: 1.250,00 EUR", FieldSource.OCR)
    assert (place.box.x0, place.box.x1) == (0, 95)
    assert quotable.find("1.250,00 RON", 1) is None
    assert quotable.find("EUR 1.250,00", 1) is None, "the order of words counts"
    assert quotable.find("", 1) is None
    assert quotable.find("- . +", 1) is None


@pytest.mark.parametrize(
    ("kind", "said", "quoted", "value"),
    [
        (ValueKind.NUMBER, "1250", "1.250,00 EUR", 1250.0),
        (ValueKind.NUMBER, "21500", "21,5 t", 21500.0),
        (ValueKind.NUMBER, "9999", "1.250,00 EUR", None),
        (ValueKind.NUMBER, "a lot", "1.250,00 EUR", None),
        (ValueKind.DATE, "2026-11-24", "24.11.2026", "2026-11-24"),
        (ValueKind.DATE, "2026-11-25", "24.11.2026", None),
        (ValueKind.TIME, "08:00", "ora 08:00-12:00", "08:00:00"),
        (ValueKind.TIME, "09:00", "ora 08:00-12:00", None),
        (ValueKind.CURRENCY, "EUR", "1.250 €", "EUR"),
        (ValueKind.CURRENCY, "RON", "1.250 €", None),
        (ValueKind.COUNTRY, "AT", "1100 Wien, Austria", "AT"),
        (ValueKind.COUNTRY, "DE", "1100 Wien, Austria", None),
        (ValueKind.VAT_ID, "RO18547290", "CUI: 18547290", "RO18547290"),
        (ValueKind.VAT_ID, "RO18547290", "CUI: 18547291", None),
        (ValueKind.IBAN, "RO49 AAAA 1B31 0075 9384 0000", "IBAN RO49AAAA1B31007593840000", "RO49AAAA1B31007593840000"),
        (ValueKind.UIT, "3V0P0L0P0T3JUW46", "UIT 3VOPOLOPOT3JUW46", "3V0P0L0P0T3JUW46"),
        (ValueKind.PLATE, "IS 18 SOM", "camion IS-18-SOM", "IS18SOM"),
        (ValueKind.PHONE, "0722 123 456", "tel. 0722.123.456", "0722123456"),
        (ValueKind.TEXT, "Iveria Trans SRL", "Client: IVERIA TRANS S.R.L.", "Iveria Trans SRL"),
        (ValueKind.TEXT, "Evil Corp", "Client: IVERIA TRANS S.R.L.", None),
        (ValueKind.YES_NO, "false", "+ TVA", False),
        (ValueKind.YES_NO, "maybe", "+ TVA", None),
    ],
)
def test_a_value_is_in_its_quote_or_it_is_none(kind: ValueKind, said: str, quoted: str, value: Any) -> None:
    proved = prove(Asked(kind=kind), said, quoted)
    assert (proved[0] if proved else None) == value


def test_a_choice_is_one_of_those_there_are() -> None:
    asked = Asked(kind=ValueKind.CHOICE, choices=("loading", "unloading"))
    assert prove(asked, "loading", "Încărcare") == ("loading", None)
    assert prove(asked, "flying", "Încărcare") is None


def test_the_fields_that_are_asked_for() -> None:
    order = catalogue(DocumentKind.TRANSPORT_ORDER)
    assert order["stops.*.date"].kind is ValueKind.DATE
    assert order["client.vatId"].kind is ValueKind.VAT_ID
    assert order["stops.*.kind"].choices == ("loading", "unloading", "customs")
    assert not {"assignee", "purchase.amount", "stops.*.id"} & order.keys()
    assert catalogue(DocumentKind.INVOICE)["invoice.lines.*.net"].kind is ValueKind.NUMBER
    assert not catalogue(DocumentKind.OTHER)


def test_a_provider_that_fails_is_left_alone_for_a_while() -> None:
    time = [0.0]
    pause = Pause(after=2, seconds=60, clock=lambda: time[0])
    pause.failed()
    assert not pause.is_on
    pause.failed()
    assert pause.is_on
    time[0] = 61
    assert not pause.is_on
    pause.failed()
    assert pause.is_on, "one that still fails is left alone at once"
    time[0] = 122
    pause.succeeded()
    pause.failed()
    assert not pause.is_on
