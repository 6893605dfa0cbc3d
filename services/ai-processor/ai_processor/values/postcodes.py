"""Postcodes: the shape that each country gives them."""

from __future__ import annotations

import re

_SHAPES = {
    country: shape
    for shape, countries in {
        r"\d{6}": "RO",
        r"\d{5}": "DE EE ES FI FR HR IT LT RS TR UA",
        r"\d{4}": "AT BE BG CH DK HU LU LV MD SI",
        r"\d{3} ?\d{2}": "CZ GR SE SK",
        r"\d{2}-?\d{3}": "PL",
        r"\d{4} ?[A-Z]{2}": "NL",
        r"\d{4}(?:-\d{3})?": "PT",
    }.items()
    for country in countries.split()
}


def postcode_fits(postcode: str, country: str) -> bool:
    """Whether the postcode has the shape of that country's; True for countries that we hold no shape for."""
    shape = _SHAPES.get(country)
    return shape is None or re.fullmatch(shape, postcode) is not None
