"""Rules of a transport order: what it must say, and what must follow from what."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator

from freightwire.events.extraction import Issue, Severity

from ai_processor.stages.rules.base import Values, check_near, date_of, issue, missing, stops_of
from ai_processor.values.money import CURRENCIES
from ai_processor.values.postcodes import postcode_fits

REQUIRED = ("client.name", "sale.amount", "sale.currency")
REQUIRED_OF_STOP = ("city", "country", "date")


def check_required(values: Values, _: dt.date) -> Iterator[Issue]:
    """What an order cannot be confirmed without."""
    for path in REQUIRED:
        if values.get(path) in (None, ""):
            yield missing(path, Severity.ERROR)
    stops = stops_of(values)
    for kind in ("loading", "unloading"):
        if not any(values.get(f"stops.{index}.kind") == kind for index in range(stops)):
            word = {"loading": "încărcare", "unloading": "descărcare"}[kind]
            # A warning: it names no single field by which a person could settle an error.
            yield issue(
                "stop_missing",
                Severity.WARNING,
                "stops",
                f"Nu s-a găsit nicio {word}.",
                f"No {kind} stop was found.",
            )
    for index in range(stops):
        for name in REQUIRED_OF_STOP:
            if values.get(f"stops.{index}.{name}") in (None, ""):
                yield missing(f"stops.{index}.{name}", Severity.ERROR)


def check_dates(values: Values, today: dt.date) -> Iterator[Issue]:
    """Stops in order of their dates, none before the order itself, none years away."""
    issued = date_of(values.get("issuedOn"))
    previous: dt.date | None = None
    for index in range(stops_of(values)):
        path = f"stops.{index}.date"
        date = date_of(values.get(path))
        if date is None:
            continue
        if previous is not None and date < previous:
            yield issue(
                "dates_out_of_order",
                Severity.ERROR,
                path,
                f"Data {date:%d.%m.%Y} este înaintea opririi precedente ({previous:%d.%m.%Y}).",
                f"The date {date} is before that of the stop before it ({previous}).",
            )
        elif issued is not None and date < issued:
            yield issue(
                "date_before_issue",
                Severity.WARNING,
                path,
                f"Data {date:%d.%m.%Y} este înaintea emiterii comenzii ({issued:%d.%m.%Y}).",
                f"The date {date} is before the order was issued ({issued}).",
            )
        yield from check_near(path, date, issued or today)
        previous = max(previous or date, date)


def check_times(values: Values, _: dt.date) -> Iterator[Issue]:
    """A window that ends before it begins."""
    for index in range(stops_of(values)):
        since, until = values.get(f"stops.{index}.timeFrom"), values.get(f"stops.{index}.timeTo")
        if since and until and since > until and until != "00:00:00":
            yield issue(
                "time_window_reversed",
                Severity.WARNING,
                f"stops.{index}.timeTo",
                f"Intervalul orar se termină ({until[:5]}) înainte să înceapă ({since[:5]}).",
                f"The time window ends ({until[:5]}) before it begins ({since[:5]}).",
            )


def check_places(values: Values, _: dt.date) -> Iterator[Issue]:
    """Postcodes have the shape of their country's."""
    for index in range(stops_of(values)):
        path = f"stops.{index}.postcode"
        postcode, country = values.get(path), values.get(f"stops.{index}.country")
        if postcode and country and not postcode_fits(postcode, country):
            yield issue(
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
        yield issue(
            "currency_unknown",
            Severity.ERROR,
            "sale.currency",
            f"Moneda {currency} nu este cunoscută.",
            f"The currency {currency} is not known.",
        )
    if amount is not None and amount <= 0:
        yield issue(
            "price_not_positive",
            Severity.ERROR,
            "sale.amount",
            "Prețul trebuie să fie mai mare ca 0.",
            "The price must be above 0.",
        )


def check_temperature(values: Values, _: dt.date) -> Iterator[Issue]:
    """A range that a vehicle can keep."""
    low, high = values.get("temperature.min"), values.get("temperature.max")
    if low is not None and high is not None and not -40 <= low <= high <= 60:
        yield issue(
            "temperature_implausible",
            Severity.WARNING,
            "temperature.min",
            f"Intervalul de temperatură {low:g}…{high:g} °C nu este plauzibil.",
            f"The temperature range {low:g}…{high:g} °C is not plausible.",
        )
