"""VAT rates by country and day: data, because they change (Romania's last on 1 August 2025, Law 141/2025)."""

from __future__ import annotations

import datetime as dt
from types import MappingProxyType

RATES: MappingProxyType[str, tuple[tuple[dt.date, tuple[float, ...]], ...]] = MappingProxyType(
    {
        "RO": (
            (dt.date(2010, 7, 1), (24, 9, 5)),
            (dt.date(2016, 1, 1), (20, 9, 5)),
            (dt.date(2017, 1, 1), (19, 9, 5)),
            # Nine percent stays for homes that were bought before, until August 2026.
            (dt.date(2025, 8, 1), (21, 11, 9)),
            (dt.date(2026, 8, 1), (21, 11)),
        ),
        "DE": ((dt.date(2007, 1, 1), (19, 7)), (dt.date(2020, 7, 1), (16, 5)), (dt.date(2021, 1, 1), (19, 7))),
        "AT": ((dt.date(2016, 1, 1), (20, 13, 10)),),
        "HU": ((dt.date(2012, 1, 1), (27, 18, 5)),),
        "BG": ((dt.date(2011, 4, 1), (20, 9)),),
    }
)
"""For each country the days from which on which rates hold, standard rate first; others are not held here."""
NO_VAT = 0.0
"""Exempt, or owed by the buyer (reverse charge): possible everywhere, at any time."""


def rate_is_known(country: str, rate: float, day: dt.date) -> bool | None:
    """Whether an invoice of ``day`` can have this rate; None where the country's rates of that day are not held."""
    if rate == NO_VAT:
        return True
    held = [rates for since, rates in RATES.get(country, ()) if since <= day]
    return rate in held[-1] if held else None
