"""Rules of single values and of the load: they hold for every kind of document."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from freightwire.events.extraction import Issue, Severity

from ai_processor.stages.rules.base import Values, ending, issue
from ai_processor.values.identifiers import iban_is_valid, uit_is_valid, vat_id_is_valid
from ai_processor.values.plates import romanian_plate_problem

HEAVIEST_LOAD_KG = 24_000
LONGEST_LOAD_M = 13.6
MOST_PALLETS = 33


def check_vat_ids(values: Values, _: dt.date) -> Iterator[Issue]:
    """Check digits of VAT ids and CUIs."""
    for path, value in ending(values, "vatId"):
        if vat_id_is_valid(value) is False:
            yield issue(
                "vat_id_checksum",
                Severity.ERROR,
                path,
                f"CUI/cod TVA {value}: cifra de control nu corespunde.",
                f"VAT id {value}: the check digit is wrong.",
            )


def check_ibans(values: Values, _: dt.date) -> Iterator[Issue]:
    """Check digits of account numbers."""
    for path, value in ending(values, "iban"):
        if not iban_is_valid(value):
            yield issue(
                "iban_checksum",
                Severity.ERROR,
                path,
                f"IBAN {value}: cifrele de control nu corespund.",
                f"IBAN {value}: the check digits are wrong.",
            )


def check_plates(values: Values, _: dt.date) -> Iterator[Issue]:
    """Plates of the Romanian shape by county code and letters; other shapes are foreign and pass."""
    why = {
        "county": ("codul de județ nu există", "there is no such county code"),
        "letters": ("grupul de litere nu este posibil", "the group of letters is not possible"),
        "digits": ("numai Bucureștiul are trei cifre", "only Bucharest has three digits"),
    }
    for path, value in ending(values, "truckPlate", "trailerPlate"):
        if problem := romanian_plate_problem(value):
            ro, en = why[problem]
            yield issue(
                "plate_format", Severity.WARNING, path, f"Numărul {value}: {ro}.", f"Number plate {value}: {en}."
            )


def check_load(values: Values, _: dt.date) -> Iterator[Issue]:
    """What a standard vehicle can take: 24 t, 13.6 m, 33 pallets."""
    limits = (
        ("totals.grossKg", HEAVIEST_LOAD_KG, "weight_over_limit", "kg"),
        ("consignmentNote.totals.grossKg", HEAVIEST_LOAD_KG, "weight_over_limit", "kg"),
        ("deliveryNote.totals.grossKg", HEAVIEST_LOAD_KG, "weight_over_limit", "kg"),
        ("totals.loadingMetres", LONGEST_LOAD_M, "loading_metres_over_limit", "m"),
        ("totals.pallets", MOST_PALLETS, "pallets_over_limit", "paleți/pallets"),
    )
    for path, limit, code, unit in limits:
        value = values.get(path)
        if value is not None and value > limit:
            yield issue(
                code,
                Severity.WARNING,
                path,
                f"{value:g} {unit} depășesc limita unui vehicul standard ({limit:g}).",
                f"{value:g} {unit} are more than a standard vehicle takes ({limit:g}).",
            )


def check_sums(values: Values, _: dt.date) -> Iterator[Issue]:
    """The lines of goods and the total that the document states."""
    for root in ("", "consignmentNote.", "deliveryNote."):
        for name in ("grossKg", "loadingMetres"):
            yield from _check_sum(values, root, name)


def _check_sum(values: Values, root: str, name: str) -> Iterator[Issue]:
    total = f"{root}totals.{name}"
    lines = [value for path, value in values.items() if re.fullmatch(rf"{re.escape(root)}goods\.\d+\.{name}", path)]
    stated = values.get(total)
    if len(lines) > 1 and stated and abs(sum(lines) - stated) > max(0.01 * stated, 0.05):
        yield issue(
            "totals_disagree",
            Severity.WARNING,
            total,
            f"Totalul {stated:g} nu este suma pozițiilor ({sum(lines):g}).",
            f"The total {stated:g} is not the sum of the lines ({sum(lines):g}).",
        )


def check_codes(values: Values, _: dt.date) -> Iterator[Issue]:
    """UN numbers of dangerous goods, and the check of the UIT code."""
    for path, value in ending(values, "unNumber"):
        if not 4 <= int(value) <= 3600:
            yield issue(
                "un_number_unknown",
                Severity.WARNING,
                path,
                f"Numărul UN {value} nu există.",
                f"There is no UN number {value}.",
            )
    for path, value in ending(values, "uit"):
        if not uit_is_valid(value):
            yield issue(
                "uit_check",
                Severity.WARNING,
                path,
                f"Codul UIT {value} nu are forma sau cifrele de control corecte.",
                f"The UIT code {value} has a wrong shape or wrong check digits.",
            )
