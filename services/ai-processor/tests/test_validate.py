"""The rules: each finds what it is for, and nothing else."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from ai_processor.stages.validate import confidence_of, validate
from freightwire.events.extraction import DocumentKind, FieldFound, FieldSource, Severity

TODAY = dt.date(2026, 11, 24)
GOOD: dict[str, Any] = {
    "client.name": "X S.R.L.",
    "client.vatId": "RO18547290",
    "client.iban": "RO49AAAA1B31007593840000",
    "sale.amount": 1450.0,
    "sale.currency": "EUR",
    "issuedOn": "2026-11-20",
    "stops.0.kind": "loading",
    "stops.0.city": "Cluj",
    "stops.0.country": "RO",
    "stops.0.postcode": "400001",
    "stops.0.date": "2026-11-25",
    "stops.0.timeFrom": "08:00:00",
    "stops.0.timeTo": "12:00:00",
    "stops.1.kind": "unloading",
    "stops.1.city": "Linz",
    "stops.1.country": "AT",
    "stops.1.postcode": "4020",
    "stops.1.date": "2026-11-27",
    "goods.0.grossKg": 10000.0,
    "goods.1.grossKg": 3000.0,
    "goods.0.unNumber": "1263",
    "totals.grossKg": 13000.0,
    "totals.loadingMetres": 13.6,
    "totals.pallets": 33.0,
    "vehicle.truckPlate": "IS18SOM",
    "vehicle.trailerPlate": "LTP274",
    "uit": "3V0P0L0P0T3JUW46",
    "temperature.min": 2.0,
    "temperature.max": 8.0,
}


def fields(values: dict[str, Any]) -> list[FieldFound]:
    return [
        FieldFound(path=path, value=value, raw=str(value), confidence=0.9, source=FieldSource.TEXT)
        for path, value in values.items()
        if value is not None
    ]


def test_a_good_order_has_no_issue() -> None:
    assert validate(fields(GOOD), DocumentKind.TRANSPORT_ORDER, today=TODAY) == []
    assert confidence_of(fields(GOOD), DocumentKind.TRANSPORT_ORDER) == 0.9


@pytest.mark.parametrize(
    ("changes", "code", "field"),
    [
        ({"client.vatId": "RO18547291"}, "vat_id_checksum", "client.vatId"),
        ({"client.iban": "RO48AAAA1B31007593840000"}, "iban_checksum", "client.iban"),
        ({"stops.1.date": "2026-11-24"}, "dates_out_of_order", "stops.1.date"),
        ({"issuedOn": "2026-11-26"}, "date_before_issue", "stops.0.date"),
        ({"stops.1.date": "2029-11-27"}, "date_implausible", "stops.1.date"),
        ({"stops.0.timeTo": "07:00:00"}, "time_window_reversed", "stops.0.timeTo"),
        ({"vehicle.truckPlate": "XX18SOM"}, "plate_format", "vehicle.truckPlate"),
        ({"totals.grossKg": 24500.0, "goods.0.grossKg": 21500.0}, "weight_over_limit", "totals.grossKg"),
        ({"totals.loadingMetres": 13.7}, "loading_metres_over_limit", "totals.loadingMetres"),
        ({"totals.pallets": 34.0}, "pallets_over_limit", "totals.pallets"),
        ({"totals.grossKg": 12000.0}, "totals_disagree", "totals.grossKg"),
        ({"stops.0.postcode": "85748"}, "postcode_format", "stops.0.postcode"),
        ({"sale.currency": "XYZ"}, "currency_unknown", "sale.currency"),
        ({"sale.amount": 0.0}, "price_not_positive", "sale.amount"),
        ({"goods.0.unNumber": "9999"}, "un_number_unknown", "goods.0.unNumber"),
        ({"uit": "3V0P0L0P0T3JUW47"}, "uit_check", "uit"),
        ({"temperature.min": -80.0}, "temperature_implausible", "temperature.min"),
        ({"client.name": None}, "required_field_missing", "client.name"),
        ({"stops.1.city": None}, "required_field_missing", "stops.1.city"),
        ({"stops.1.kind": "loading"}, "stop_missing", "stops"),
    ],
)
def test_each_rule(changes: dict[str, Any], code: str, field: str) -> None:
    issues = validate(fields(GOOD | changes), DocumentKind.TRANSPORT_ORDER, today=TODAY)
    assert [(issue.code, issue.field) for issue in issues] == [(code, field)]


def test_an_empty_order_misses_everything_and_is_not_trusted() -> None:
    issues = validate([], DocumentKind.TRANSPORT_ORDER, today=TODAY)
    assert {issue.code for issue in issues} == {"required_field_missing", "stop_missing"}
    assert any(issue.severity is Severity.ERROR for issue in issues)
    assert confidence_of([], DocumentKind.TRANSPORT_ORDER) == 0


def test_an_absent_required_field_counts_nothing() -> None:
    without = confidence_of(fields(GOOD | {"sale.amount": None}), DocumentKind.TRANSPORT_ORDER)
    assert without == pytest.approx(0.9 * 8 / 9, abs=1e-4)
