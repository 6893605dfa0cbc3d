"""Rules of an invoice: its sums come out, its rates exist, its dates follow."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterator

from freightwire.events.extraction import Issue, Severity

from ai_processor.stages.rules.base import Values, check_near, date_of, issue
from ai_processor.values.money import CURRENCIES
from ai_processor.values.vat_rates import rate_is_known

ROUNDING = 0.02
"""What rounding may make of a sum of two amounts, in the currency's main unit."""
ROUNDING_PER_LINE = 0.01
"""Each line may have been rounded by itself."""


def check_totals(values: Values, _: dt.date) -> Iterator[Issue]:
    """Net and VAT make gross; VAT is the rate's share of net."""
    net, vat, gross, rate = (values.get(f"invoice.{name}") for name in ("net", "vat", "gross", "vatRate"))
    if net is not None and vat is not None and gross is not None and abs(net + vat - gross) > ROUNDING:
        yield issue(
            "invoice_totals_disagree",
            Severity.WARNING,
            "invoice.gross",
            f"Totalul {gross:.2f} nu este suma dintre net ({net:.2f}) și TVA ({vat:.2f}).",
            f"The total {gross:.2f} is not net ({net:.2f}) plus VAT ({vat:.2f}).",
        )
    lines = len({path.split(".")[2] for path in values if path.startswith("invoice.lines.")})
    if net and vat is not None and rate is not None:
        expected = net * rate / 100
        if abs(expected - vat) > ROUNDING + ROUNDING_PER_LINE * lines:
            yield issue(
                "vat_amount_disagrees",
                Severity.WARNING,
                "invoice.vat",
                f"TVA {vat:.2f} nu este {rate:g}% din {net:.2f}.",
                f"VAT {vat:.2f} is not {rate:g}% of {net:.2f}.",
            )


def check_lines(values: Values, _: dt.date) -> Iterator[Issue]:
    """The lines add up to net, or to gross where they hold VAT; each one's quantity times price is its amount."""
    lines = [value for path, value in values.items() if re.fullmatch(r"invoice\.lines\.\d+\.net", path)]
    totals = [total for name in ("net", "gross") if (total := values.get(f"invoice.{name}")) is not None]
    tolerance = ROUNDING + ROUNDING_PER_LINE * len(lines)
    if lines and totals and not any(abs(sum(lines) - total) <= tolerance for total in totals):
        yield issue(
            "invoice_lines_disagree",
            Severity.WARNING,
            "invoice.net" if values.get("invoice.net") is not None else "invoice.gross",
            f"Pozițiile însumează {sum(lines):.2f}, factura spune {totals[0]:.2f}.",
            f"The lines add up to {sum(lines):.2f}, the invoice says {totals[0]:.2f}.",
        )


def check_rates(values: Values, today: dt.date) -> Iterator[Issue]:
    """A rate of VAT that the seller's country had on the day."""
    country = str(values.get("invoice.seller.vatId") or "")[:2]
    day = date_of(values.get("invoice.issuedOn")) or today
    for path, rate in values.items():
        if path.endswith("vatRate") and rate is not None and rate_is_known(country, rate, day) is False:
            yield issue(
                "vat_rate_unknown",
                Severity.WARNING,
                path,
                f"Cota TVA {rate:g}% nu exista în {country} la {day:%d.%m.%Y}.",
                f"There was no VAT rate of {rate:g}% in {country} on {day}.",
            )


def check_invoice_dates(values: Values, today: dt.date) -> Iterator[Issue]:
    """Due no sooner than issued, and neither years away."""
    issued, due = date_of(values.get("invoice.issuedOn")), date_of(values.get("invoice.dueOn"))
    if issued and due and due < issued:
        yield issue(
            "due_before_issue",
            Severity.WARNING,
            "invoice.dueOn",
            f"Scadența {due:%d.%m.%Y} este înaintea emiterii ({issued:%d.%m.%Y}).",
            f"Due on {due}, before the invoice was issued ({issued}).",
        )
    for path, date in (("invoice.issuedOn", issued), ("invoice.dueOn", due)):
        if date:
            yield from check_near(path, date, today)


def check_invoice_currency(values: Values, _: dt.date) -> Iterator[Issue]:
    """A currency that exists."""
    currency = values.get("invoice.currency")
    if currency and currency not in CURRENCIES:
        yield issue(
            "currency_unknown",
            Severity.WARNING,
            "invoice.currency",
            f"Moneda {currency} nu este cunoscută.",
            f"The currency {currency} is not known.",
        )
