"""Parsers of values: what they read, and what they leave alone."""

from __future__ import annotations

import datetime as dt
from decimal import Decimal

import pytest
from ai_processor.values.contacts import find_emails, find_phones, normal_phone, person_length
from ai_processor.values.countries import country_of
from ai_processor.values.dates import find_dates, find_windows
from ai_processor.values.identifiers import (
    find_ibans,
    find_registrations,
    find_uits,
    find_vat_ids,
    iban_is_valid,
    normal_uit,
    uit_is_valid,
    vat_id_is_valid,
)
from ai_processor.values.money import find_money
from ai_processor.values.numbers import decimal_mark, parse_number
from ai_processor.values.plates import find_plates, normal_plate, romanian_plate_problem
from ai_processor.values.quantities import bare_quantity, find_quantities, find_temperature, find_un_number
from ai_processor.values.text import comma_below, fold
from hypothesis import given
from hypothesis import strategies as st

MONTHS = [
    "ianuarie",
    "februarie",
    "martie",
    "aprilie",
    "mai",
    "iunie",
    "iulie",
    "august",
    "septembrie",
    "octombrie",
    "noiembrie",
    "decembrie",
]


@given(st.text())
def test_folding_keeps_positions(text: str) -> None:
    assert len(fold(text)) == len(text)
    assert len(comma_below(text)) == len(text)


@given(st.decimals(min_value=0, max_value=9_999_999, places=2), st.sampled_from([",", "."]))
def test_numbers_with_decimals_are_read_in_both_conventions(value: Decimal, mark: str) -> None:
    thousands = "." if mark == "," else ","
    written = f"{value:,.2f}".replace(",", "T").replace(".", mark).replace("T", thousands)
    assert parse_number(written, mark=",") == value
    assert parse_number(written, mark=".") == value


@given(st.integers(min_value=0, max_value=999_999_999))
def test_whole_numbers_are_read_however_they_are_grouped(value: int) -> None:
    assert parse_number(str(value)) == value
    assert parse_number(f"{value:,}".replace(",", " ")) == value
    assert parse_number(f"{value:,}".replace(",", "."), mark=",") == value


@pytest.mark.parametrize(
    ("text", "mark", "low", "high", "value"),
    [
        ("11.480", ",", 1, 60_000, "11480"),
        ("11.480", ".", 1, 60_000, "11.480"),
        ("25000,000", ",", 1, 60_000, "25000"),
        ("13,600", ",", 0, 30, "13.6"),
        ("13,600", ".", 0, 30, "13.6"),
        ("1.450,00", ",", 0, 9999, "1450"),
        ("0,400", ",", 0, 30, "0.4"),
    ],
)
def test_ambiguous_numbers_follow_the_document_and_the_range(
    text: str, mark: str, low: int, high: int, value: str
) -> None:
    assert parse_number(text, mark=mark, low=Decimal(low), high=Decimal(high)) == Decimal(value)


@pytest.mark.parametrize("text", ["", "abc", "12a", "1,2,3x", "-"])
def test_what_is_no_number(text: str) -> None:
    assert parse_number(text) is None


def test_the_decimal_mark_is_decided_by_vote() -> None:
    assert decimal_mark(["1.450,00 EUR", "8,8", "11.480"]) == ","
    assert decimal_mark(["1,450.00 EUR", "7.2", "12,600"]) == "."
    assert decimal_mark(["19.11.2026", "no numbers"]) == ","


@given(st.dates(min_value=dt.date(2000, 1, 1), max_value=dt.date(2099, 12, 31)))
def test_dates_round_trip_in_every_form(date: dt.date) -> None:
    forms = [
        f"{date:%d.%m.%Y}",
        f"{date:%d/%m/%Y}",
        f"{date:%d-%m-%Y}",
        f"{date:%Y-%m-%d}",
        f"{date.day}.{date.month}.{date.year}",
        f"{date:%d.%m.%y}",
        f"{date.day} {MONTHS[date.month - 1]} {date.year}",
        f"{date:%B} {date.day}, {date.year}",
        f"{date.day}. {date:%b} {date.year}",
    ]
    for form in forms:
        found = find_dates(f"Data: {form}, ora 08:00")
        assert [each.value for each in found] == [date], form
        assert f"Data: {form}, ora 08:00"[found[0].start : found[0].end].strip(" .") == form


@pytest.mark.parametrize(
    "text",
    ["31.02.2026", "CT-2026/04518", "J12/1842/2015", "0744.123.456", "1.450,00", "99.99.2026", "192.168.10.2026.1"],
)
def test_what_is_no_date(text: str) -> None:
    assert find_dates(text) == []


@pytest.mark.parametrize(
    ("text", "since", "until"),
    [
        ("08:00 - 12:00", "08:00", "12:00"),
        ("interval orar 08:00-16:45", "08:00", "16:45"),
        ("8h00 - 15h00", "08:00", "15:00"),
        ("între orele 08.00 și 16.00", "08:00", "16:00"),
        ("de la 7:30 până la 9", "07:30", "09:00"),
        ("0800-1600", "08:00", "16:00"),
        ("orele 8 - 16", "08:00", "16:00"),
        ("till 15:00", None, "15:00"),
        ("până la ora 14:00", None, "14:00"),
        ("06:00 AM", "06:00", None),
        ("2:30 pm", "14:30", None),
        ("ora 9", "09:00", None),
        ("ora 09.30", "09:30", None),
    ],
)
def test_times(text: str, since: str | None, until: str | None) -> None:
    (window, *_) = find_windows(text)
    expected = tuple(dt.time.fromisoformat(each) if each else None for each in (since, until))
    assert (window.since, window.until) == expected


@pytest.mark.parametrize("text", ["2 - 8 paleți", "1,6", "24.11.2026", "13,6 m", "400 - 500 kg"])
def test_what_is_no_time(text: str) -> None:
    assert find_windows(text) == []


@pytest.mark.parametrize(
    ("text", "amount", "currency"),
    [
        ("1.450,00 EUR + TVA", "1450", "EUR"),
        ("1250 EUR", "1250", "EUR"),
        ("€ 1,000", "1000", "EUR"),
        ("1,569.70 €", "1569.70", "EUR"),
        ("2 114,20 EUR", "2114.20", "EUR"),
        ("4.200 lei", "4200", "RON"),
        ("EUR 980,-", "980", "EUR"),
        ("950 euro", "950", "EUR"),
        ("1200", "1200", None),
    ],
)
def test_money(text: str, amount: str, currency: str | None) -> None:
    found = find_money(text, mark=",")[0]
    assert (found.amount, found.currency) == (Decimal(amount), currency)


@pytest.mark.parametrize(
    ("text", "kind", "value"),
    [
        ("13.405,50 kg brut", "kg", "13405.5"),
        ("24 t", "kg", "24000"),
        ("19,8 tone", "kg", "19800"),
        ("26 paleți EUR", "pallets", "26"),
        ("33 europaleti", "pallets", "33"),
        ("10,4 LDM", "ldm", "10.4"),
        ("13.6 loading metres", "ldm", "13.6"),
        ("82 m3", "m3", "82"),
    ],
)
def test_quantities(text: str, kind: str, value: str) -> None:
    assert find_quantities(text, kind, mark=",")[0].value == Decimal(value)  # type: ignore[arg-type]


def test_a_quantity_without_its_unit() -> None:
    found = bare_quantity("11.480", "kg", mark=",")
    assert found is not None
    assert found.value == 11_480
    assert bare_quantity("Nu", "kg", mark=",") is None


@pytest.mark.parametrize(
    ("text", "low", "high"),
    [
        ("+2°C / +8°C", 2, 8),
        ("-18°C", -18, -18),
        ("2-8 °C", 2, 8),
        ("între +2 și +6 grade C", 2, 6),
        ("-22 … -18 °C", -22, -18),
        ("+2°C ... +4°C", 2, 4),
    ],
)
def test_temperatures(text: str, low: float, high: float) -> None:
    found = find_temperature(text)
    assert found is not None
    assert found[:2] == (low, high)


def test_un_numbers() -> None:
    assert find_un_number("vopsele, UN 1263, clasa 3") == ("1263", 12, 16)
    assert find_un_number("UN12") is None


@given(st.integers(min_value=1, max_value=999_999_999))
def test_cui_check_digit(base: int) -> None:
    digits = str(base)
    total = sum(int(digit) * weight for digit, weight in zip(digits.zfill(9), (7, 5, 3, 2, 1, 7, 5, 3, 2), strict=True))
    check = total * 10 % 11 % 10
    assert vat_id_is_valid(f"RO{digits}{check}") is True
    assert vat_id_is_valid(f"{digits}{check}") is True
    assert vat_id_is_valid(f"RO{digits}{(check + 1) % 10}") is False


def test_vat_ids_of_other_countries() -> None:
    assert vat_id_is_valid("ATU74076812")
    assert vat_id_is_valid("DE136695976")
    assert vat_id_is_valid("DE136695977") is False
    assert vat_id_is_valid("GB712061386") is None
    assert [("CUI: RO 18547290, J12")[slice(*span)] for span in find_vat_ids("CUI: RO 18547290, J12", bare=True)] == [
        "RO 18547290"
    ]


def test_ibans_are_found_with_and_without_blanks() -> None:
    for text in ("RO49AAAA1B31007593840000 BANCA X", "RO49 AAAA 1B31 0075 9384 0000 BANCA"):
        ((start, end),) = find_ibans(text)
        assert text[start:end].replace(" ", "") == "RO49AAAA1B31007593840000"
    assert iban_is_valid("RO49AAAA1B31007593840000")
    assert not iban_is_valid("RO48AAAA1B31007593840000")


def test_trade_register_numbers() -> None:
    for text in ("J12/1842/2015", "J2012000750528", "J 40 / 123 / 1999"):
        assert find_registrations(f"Reg. com. {text}"), text


def test_misread_uit_codes_are_repaired_and_proved() -> None:
    assert normal_uit("3VOPOLOPOT3JUW46") == "3V0P0L0P0T3JUW46"
    assert uit_is_valid("3V0P0L0P0T3JUW46")
    assert not uit_is_valid("3V0P0L0P0T3JUW47")
    assert find_uits("Cod UIT: 3V0P0L0P0T3JUW46")


@pytest.mark.parametrize(
    ("text", "plates"),
    [
        ("IS 18 SOM / IS 07 TRK", ["IS18SOM", "IS07TRK"]),
        ("B-123-ABC", ["B123ABC"]),
        ("cj12nfs", ["CJ12NFS"]),
        ("LTP274", ["LTP274"]),
        ("M AB 1234", ["MAB1234"]),
        ("WGM 4512A", ["WGM4512A"]),
        ("CB 1234 AB", ["CB1234AB"]),
    ],
)
def test_plates(text: str, plates: list[str]) -> None:
    assert [normal_plate(text[start:end]) for start, end in find_plates(text, foreign=True)] == plates


def test_what_is_wrong_with_a_romanian_plate() -> None:
    assert romanian_plate_problem("IS18SOM") is None
    assert romanian_plate_problem("XX18SOM") == "county"
    assert romanian_plate_problem("IS18OAM") == "letters"
    assert romanian_plate_problem("IS181SOM") == "digits"
    assert romanian_plate_problem("LTP274") is None


def test_contacts() -> None:
    text = "Ștefan Țurcanu, tel. +40 744 123 456, a.b@firma-x.ro"
    assert text[: person_length(text)] == "Ștefan Țurcanu"
    assert [normal_phone(text[start:end]) for start, end in find_phones(text)] == ["+40744123456"]
    assert [text[start:end] for start, end in find_emails(text)] == ["a.b@firma-x.ro"]
    assert normal_phone("0040 744 908 113") == "+40744908113"
    assert find_phones("19.11.2026") == []
    assert find_phones("RO49AAAA1B31007593840000") == []


def test_countries() -> None:
    assert [country_of(name) for name in ("România", "Germania", "Germany", "Deutschland", "HU", "Magyarország")] == [
        "RO",
        "DE",
        "DE",
        "DE",
        "HU",
        "HU",
    ]
    assert country_of("Cluj") is None
    assert country_of("D") is None
    assert country_of("D", letters=True) == "DE"


def test_a_country_code_in_brackets_belongs_to_the_phone() -> None:
    text = "tel. (+4) 0722 123 456"
    ((start, end),) = find_phones(text)
    assert normal_phone(text[start:end]) == "+40722123456"
