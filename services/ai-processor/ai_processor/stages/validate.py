"""Stage 4: what a person should know about the values that were found. Pure rules over fields by path."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Callable, Iterator, Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from freightwire.events.base import Text
from freightwire.events.extraction import DocumentKind, FieldFound, Issue, Severity

from ai_processor.values.identifiers import iban_is_valid, uit_is_valid, vat_id_is_valid
from ai_processor.values.money import CURRENCIES
from ai_processor.values.plates import romanian_plate_problem
from ai_processor.values.postcodes import postcode_fits

if TYPE_CHECKING:
    from collections.abc import Sequence

HEAVIEST_LOAD_KG = 24_000
LONGEST_LOAD_M = 13.6
MOST_PALLETS = 33
FURTHEST_DAYS = 400
"""A date further than this from the order's own, or from today, is a misread one."""
REQUIRED = ("client.name", "sale.amount", "sale.currency")
REQUIRED_OF_STOP = ("city", "country", "date")

Values = Mapping[str, Any]
Rule = Callable[[Values, dt.date], Iterator[Issue]]


def validate(fields: Sequence[FieldFound], kind: DocumentKind, *, today: dt.date) -> list[Issue]:
    """All issues of a document, in the order of the rules. ``today`` makes dates plausible or not."""
    values = {field.path: field.value for field in fields}
    rules = RULES_OF_KIND.get(kind, RULES_OF_ANY_KIND)
    return [issue for rule in rules for issue in rule(values, today)]


def confidence_of(fields: Sequence[FieldFound], kind: DocumentKind) -> float:
    """Of the document as a whole: the mean over its required fields, an absent one counting 0."""
    found = {field.path: field.confidence for field in fields}
    if kind is DocumentKind.TRANSPORT_ORDER:
        stops = max(2, _stops(found))
        needed = [*REQUIRED, *(f"stops.{index}.{name}" for index in range(stops) for name in REQUIRED_OF_STOP)]
    else:
        needed = list(found)
    return round(sum(found.get(path, 0.0) for path in needed) / len(needed), 4) if needed else 0.0


def _stops(paths: Mapping[str, object]) -> int:
    return 1 + max((int(match[1]) for path in paths if (match := re.match(r"stops\.(\d+)\.", path))), default=-1)


def _issue(code: str, severity: Severity, field: str | None, ro: str, en: str) -> Issue:
    return Issue(code=code, severity=severity, field=field, message=Text(ro=ro, en=en))


def check_vat_ids(values: Values, _: dt.date) -> Iterator[Issue]:
    """Check digits of VAT ids and CUIs."""
    for path in ("client.vatId", "carrier.vatId"):
        value = values.get(path)
        if value and vat_id_is_valid(value) is False:
            yield _issue(
                "vat_id_checksum",
                Severity.ERROR,
                path,
                f"CUI/cod TVA {value}: cifra de control nu corespunde.",
                f"VAT id {value}: the check digit is wrong.",
            )


def check_ibans(values: Values, _: dt.date) -> Iterator[Issue]:
    """Check digits of account numbers."""
    for path in ("client.iban", "carrier.iban"):
        value = values.get(path)
        if value and not iban_is_valid(value):
            yield _issue(
                "iban_checksum",
                Severity.ERROR,
                path,
                f"IBAN {value}: cifrele de control nu corespund.",
                f"IBAN {value}: the check digits are wrong.",
            )


def check_required(values: Values, _: dt.date) -> Iterator[Issue]:
    """What an order cannot be confirmed without."""
    for path in REQUIRED:
        if values.get(path) in (None, ""):
            yield _missing(path, Severity.ERROR)
    stops = _stops(values)
    for kind in ("loading", "unloading"):
        if not any(values.get(f"stops.{index}.kind") == kind for index in range(stops)):
            word = {"loading": "încărcare", "unloading": "descărcare"}[kind]
            # A warning: it names no single field by which a person could settle an error.
            yield _issue(
                "stop_missing",
                Severity.WARNING,
                "stops",
                f"Nu s-a găsit nicio {word}.",
                f"No {kind} stop was found.",
            )
    for index in range(stops):
        for name in REQUIRED_OF_STOP:
            if values.get(f"stops.{index}.{name}") in (None, ""):
                yield _missing(f"stops.{index}.{name}", Severity.ERROR)


def _missing(path: str, severity: Severity) -> Issue:
    return _issue(
        "required_field_missing",
        severity,
        path,
        f"Câmpul obligatoriu „{path}” nu a fost găsit în document.",
        f"The required field “{path}” was not found in the document.",
    )


def check_dates(values: Values, today: dt.date) -> Iterator[Issue]:
    """Stops in order of their dates, none before the order itself, none years away."""
    issued = _date(values.get("issuedOn"))
    previous: dt.date | None = None
    for index in range(_stops(values)):
        path = f"stops.{index}.date"
        date = _date(values.get(path))
        if date is None:
            continue
        if previous is not None and date < previous:
            yield _issue(
                "dates_out_of_order",
                Severity.ERROR,
                path,
                f"Data {date:%d.%m.%Y} este înaintea opririi precedente ({previous:%d.%m.%Y}).",
                f"The date {date} is before that of the stop before it ({previous}).",
            )
        elif issued is not None and date < issued:
            yield _issue(
                "date_before_issue",
                Severity.WARNING,
                path,
                f"Data {date:%d.%m.%Y} este înaintea emiterii comenzii ({issued:%d.%m.%Y}).",
                f"The date {date} is before the order was issued ({issued}).",
            )
        if abs((date - (issued or today)).days) > FURTHEST_DAYS:
            yield _issue(
                "date_implausible",
                Severity.WARNING,
                path,
                f"Data {date:%d.%m.%Y} este neobișnuit de îndepărtată.",
                f"The date {date} is unusually far away.",
            )
        previous = max(previous or date, date)


def check_times(values: Values, _: dt.date) -> Iterator[Issue]:
    """A window that ends before it begins."""
    for index in range(_stops(values)):
        since, until = values.get(f"stops.{index}.timeFrom"), values.get(f"stops.{index}.timeTo")
        if since and until and since > until and until != "00:00:00":
            yield _issue(
                "time_window_reversed",
                Severity.WARNING,
                f"stops.{index}.timeTo",
                f"Intervalul orar se termină ({until[:5]}) înainte să înceapă ({since[:5]}).",
                f"The time window ends ({until[:5]}) before it begins ({since[:5]}).",
            )


def check_plates(values: Values, _: dt.date) -> Iterator[Issue]:
    """Plates of the Romanian shape by county code and letters; other shapes are foreign and pass."""
    why = {
        "county": ("codul de județ nu există", "there is no such county code"),
        "letters": ("grupul de litere nu este posibil", "the group of letters is not possible"),
        "digits": ("numai Bucureștiul are trei cifre", "only Bucharest has three digits"),
    }
    for path in ("vehicle.truckPlate", "vehicle.trailerPlate"):
        value = values.get(path)
        if value and (problem := romanian_plate_problem(value)):
            ro, en = why[problem]
            yield _issue(
                "plate_format", Severity.WARNING, path, f"Numărul {value}: {ro}.", f"Number plate {value}: {en}."
            )


def check_load(values: Values, _: dt.date) -> Iterator[Issue]:
    """What a standard vehicle can take: 24 t, 13.6 m, 33 pallets."""
    limits = (
        ("totals.grossKg", HEAVIEST_LOAD_KG, "weight_over_limit", "kg"),
        ("totals.loadingMetres", LONGEST_LOAD_M, "loading_metres_over_limit", "m"),
        ("totals.pallets", MOST_PALLETS, "pallets_over_limit", "paleți/pallets"),
    )
    for path, limit, code, unit in limits:
        value = values.get(path)
        if value is not None and value > limit:
            yield _issue(
                code,
                Severity.WARNING,
                path,
                f"{value:g} {unit} depășesc limita unui vehicul standard ({limit:g}).",
                f"{value:g} {unit} are more than a standard vehicle takes ({limit:g}).",
            )


def check_sums(values: Values, _: dt.date) -> Iterator[Issue]:
    """The lines of goods and the total that the document states."""
    for name, total in (("grossKg", "totals.grossKg"), ("loadingMetres", "totals.loadingMetres")):
        lines = [value for path, value in values.items() if re.fullmatch(rf"goods\.\d+\.{name}", path)]
        stated = values.get(total)
        if len(lines) > 1 and stated and abs(sum(lines) - stated) > max(0.01 * stated, 0.05):
            yield _issue(
                "totals_disagree",
                Severity.WARNING,
                total,
                f"Totalul {stated:g} nu este suma pozițiilor ({sum(lines):g}).",
                f"The total {stated:g} is not the sum of the lines ({sum(lines):g}).",
            )


def check_places(values: Values, _: dt.date) -> Iterator[Issue]:
    """Postcodes have the shape of their country's."""
    for index in range(_stops(values)):
        path = f"stops.{index}.postcode"
        postcode, country = values.get(path), values.get(f"stops.{index}.country")
        if postcode and country and not postcode_fits(postcode, country):
            yield _issue(
                "postcode_format",
                Severity.WARNING,
                path,
                f"Codul poștal {postcode} nu are forma celor din {country}.",
                f"The postcode {postcode} is not of the shape used in {country}.",
            )


def check_price(values: Values, _: dt.date) -> Iterator[Issue]:
    """A currency that exists, and an amount above nothing."""
    currency, amount = values.get("sale.currency"), values.get("sale.amount")
    if currency and currency not in CURRENCIES:
        yield _issue(
            "currency_unknown",
            Severity.ERROR,
            "sale.currency",
            f"Moneda {currency} nu este cunoscută.",
            f"The currency {currency} is not known.",
        )
    if amount is not None and amount <= 0:
        yield _issue(
            "price_not_positive",
            Severity.ERROR,
            "sale.amount",
            "Prețul trebuie să fie mai mare ca 0.",
            "The price must be above 0.",
        )


def check_codes(values: Values, _: dt.date) -> Iterator[Issue]:
    """UN numbers of dangerous goods, and the check of the UIT code."""
    for path, value in values.items():
        if re.fullmatch(r"goods\.\d+\.unNumber", path) and not 4 <= int(value) <= 3600:
            yield _issue(
                "un_number_unknown",
                Severity.WARNING,
                path,
                f"Numărul UN {value} nu există.",
                f"There is no UN number {value}.",
            )
    uit = values.get("uit")
    if uit and not uit_is_valid(uit):
        yield _issue(
            "uit_check",
            Severity.WARNING,
            "uit",
            f"Codul UIT {uit} nu are forma sau cifrele de control corecte.",
            f"The UIT code {uit} has a wrong shape or wrong check digits.",
        )


def check_temperature(values: Values, _: dt.date) -> Iterator[Issue]:
    """A range that a vehicle can keep."""
    low, high = values.get("temperature.min"), values.get("temperature.max")
    if low is not None and high is not None and not -40 <= low <= high <= 60:
        yield _issue(
            "temperature_implausible",
            Severity.WARNING,
            "temperature.min",
            f"Intervalul de temperatură {low:g}…{high:g} °C nu este plauzibil.",
            f"The temperature range {low:g}…{high:g} °C is not plausible.",
        )


def _date(value: object) -> dt.date | None:
    return dt.date.fromisoformat(value) if isinstance(value, str) else None


RULES_OF_ANY_KIND: tuple[Rule, ...] = (check_vat_ids, check_ibans, check_plates, check_load, check_sums, check_codes)
RULES: tuple[Rule, ...] = (
    check_required,
    check_vat_ids,
    check_ibans,
    check_dates,
    check_times,
    check_places,
    check_price,
    check_plates,
    check_load,
    check_sums,
    check_codes,
    check_temperature,
)
"""Every rule of a transport order."""
RULES_OF_KIND: Mapping[DocumentKind, tuple[Rule, ...]] = MappingProxyType(
    {
        DocumentKind.TRANSPORT_ORDER: RULES,
        # An e-mail may say anything of an order, and need say nothing: the order itself is attached, or came before.
        DocumentKind.EMAIL: tuple(rule for rule in RULES if rule is not check_required),
    }
)
