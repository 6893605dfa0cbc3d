"""Documents that nobody of this project wrote, where they are present: invoices, and one order in several scans.

They are no part of the repository (``../shared/samples`` beside the checkout, or ``--samples``); a report says so when
they are absent. Their truth comes with them, in their authors' words, and is brought into ours here.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any
from xml.etree import ElementTree as ET

from ai_processor.failures import UnreadableError

from tests.evaluation.reader import read_as_in_service
from tests.evaluation.score import letters

INVOICES, ORDERS = "invoices", "synthetic_ro"
_ORDER_TRUTH = "comanda.expected.json"
_UBL = "{urn:oasis:names:specification:ubl:schema:xsd:CommonBasicComponents-2}"


@dataclass(frozen=True, slots=True)
class RealResult:
    """A real document: which of its fields were found, and which were not."""

    folder: str
    name: str
    found: tuple[str, ...]
    missed: tuple[str, ...]
    failure: str = ""


def samples_beside_the_checkout() -> Path | None:
    """``shared/samples`` in a folder above the checkout; None where there is none."""
    above = Path(__file__).parents[2].resolve().parents
    return next((folder / "shared" / "samples" for folder in above if (folder / "shared" / "samples").is_dir()), None)


def documents(samples: Path) -> list[Path]:
    """The documents whose truth is known: invoices, and the order with its scans."""
    invoices = [each for each in (samples / INVOICES).glob("*") if _invoice_truth(each)]
    orders = [each for each in (samples / ORDERS).glob("*") if (each.parent / _ORDER_TRUTH).exists()]
    return sorted(each for each in (*invoices, *orders) if each.suffix in {".pdf", ".png", ".xml"})


def read(path: Path) -> RealResult:
    """Read one of ``documents`` and see what of its truth was found."""
    if path.parent.name == ORDERS:
        return _read(path, _order_truth(json.loads((path.parent / _ORDER_TRUTH).read_text())["fields"]))
    return _read(path, _invoice_truth(path) or {})


Check = Callable[[Any], bool]


def _read(path: Path, truth: Mapping[str, Check]) -> RealResult:
    try:
        reading = read_as_in_service(path.read_bytes())
    except UnreadableError as error:
        return RealResult(path.parent.name, path.name, (), tuple(truth), str(error.failure))
    values = {field.path: field.value for field in reading.fields}
    if values.get("invoice.payable") is not None:
        values.setdefault("invoice.gross", values["invoice.payable"])
    found = tuple(name for name, fits in truth.items() if name in values and fits(values[name]))
    return RealResult(path.parent.name, path.name, found, tuple(name for name in truth if name not in found))


def _text(expected: str) -> Check:
    return lambda value: letters(str(value)) == letters(expected)


def _within(expected: str) -> Check:
    """A name that is the value, or a part of it: authors write "Flipkart" for its legal name."""
    return lambda value: letters(expected) in letters(str(value)) or letters(str(value)) in letters(expected)


def _number(expected: float) -> Check:
    return lambda value: isinstance(value, int | float) and abs(value - expected) < 0.005


def _invoice_truth(path: Path) -> dict[str, Check] | None:
    stem = path.name.split(".")[0]
    beside = path.with_name(f"{stem}.json")
    if beside.exists():
        loaded = json.loads(beside.read_text())
        stated = loaded[0] if isinstance(loaded, list) else loaded
        return {
            "invoice.number": _text(str(stated["invoice_number"])),
            "invoice.issuedOn": _text(str(stated["date"])[:10]),
            "invoice.gross": _number(float(stated["amount"])),
            "invoice.currency": _text(stated["currency"]),
            "invoice.seller.name": _within(stated["issuer"]),
        }
    ubl = path.with_name(f"{stem}.ubl.xml")
    return _ubl_truth(ubl) if ubl.exists() else None


def _ubl_truth(path: Path) -> dict[str, Check]:
    root = ET.parse(path).getroot()

    def first(name: str) -> str:
        found = root.find(f".//{_UBL}{name}")
        assert found is not None
        return (found.text or "").strip()

    return {
        "invoice.number": _text(first("ID")),
        "invoice.issuedOn": _text(first("IssueDate")),
        "invoice.gross": _number(float(first("TaxInclusiveAmount"))),
        "invoice.currency": _text(first("DocumentCurrencyCode")),
        "invoice.seller.name": _within(first("RegistrationName")),
    }


_ORDER_PATHS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        "order_no": ("reference",), "issued": ("issuedOn",), "fwd": ("client.name",), "fwd_cif": ("client.vatId",),
        "fwd_reg": ("client.registration",), "fwd_iban": ("client.iban",), "carrier": ("carrier.name",),
        "car_cif": ("carrier.vatId",), "car_iban": ("carrier.iban",), "car_email": ("carrier.email",),
        "contact": ("client.contact",), "contact_tel": ("client.phone",), "load_date": ("stops.0.date",),
        "load_win": ("stops.0.timeFrom", "stops.0.timeTo"), "load_firm": ("stops.0.company",),
        "load_zip": ("stops.0.postcode",), "load_city": ("stops.0.city",), "load_ref": ("stops.0.reference",),
        "unl_date": ("stops.1.date",), "unl_win": ("stops.1.timeFrom", "stops.1.timeTo"),
        "unl_firm": ("stops.1.company",), "unl_street": ("stops.1.street",), "unl_zip": ("stops.1.postcode",),
        "unl_city": ("stops.1.city",), "unl_ref": ("stops.1.reference",), "w1": ("goods.0.grossKg",),
        "w2": ("goods.1.grossKg",), "ldm1": ("goods.0.loadingMetres",), "ldm2": ("goods.1.loadingMetres",),
        "tot_kg": ("totals.grossKg",), "tot_ldm": ("totals.loadingMetres",), "val": ("totals.goodsValue",),
        "temp": ("temperature.min", "temperature.max"), "truck": ("vehicle.truckPlate",),
        "trailer": ("vehicle.trailerPlate",), "driver": ("vehicle.driver",), "driver_tel": ("vehicle.driverPhone",),
        "uit": ("uit",), "price": ("sale.amount",), "term": ("sale.paymentDays",),
    }
)  # fmt: skip


def _order_truth(stated: Mapping[str, str]) -> dict[str, Check]:
    truth: dict[str, Check] = {}
    for key, paths in _ORDER_PATHS.items():
        for at, path in enumerate(paths):
            truth[path] = _order_value(path, stated[key], at)
    return truth


def _order_value(path: str, text: str, at: int) -> Check:
    name = path.rsplit(".", 1)[-1]
    if name in {"date", "issuedOn"}:
        day, month, year = text.split(".")
        return _text(f"{year}-{month}-{day}")
    if name in {"timeFrom", "timeTo"}:
        return _text(f"{text.split(' - ')[at]}:00")
    if name in {"min", "max", "paymentDays", "amount", "grossKg", "loadingMetres", "goodsValue"}:
        numbers = re.findall(r"\d[\d.]*(?:,\d+)?", text)
        return _number(float(numbers[at].replace(".", "").replace(",", ".")))
    return _text(text)
