"""Amounts of money with their currency."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from ai_processor.values.numbers import NUMBER, parse_number

CURRENCIES = frozenset(
    [
        "EUR",
        "RON",
        "USD",
        "GBP",
        "HUF",
        "BGN",
        "PLN",
        "CZK",
        "CHF",
        "MDL",
        "RSD",
        "UAH",
        "TRY",
        "SEK",
        "DKK",
        "NOK",
        "INR",
        "CAD",
        "AUD",
    ]
)
_WORDS = {
    "€": "EUR",
    "EURO": "EUR",
    "EUROS": "EUR",
    "LEI": "RON",
    "LEU": "RON",
    "ROL": "RON",
    "$": "USD",
    "£": "GBP",
    "₹": "INR",
}
_CURRENCY = "|".join(sorted([*CURRENCIES, *(re.escape(word) for word in _WORDS)], key=lambda word: (-len(word), word)))
_AMOUNT = re.compile(
    rf"(?:(?<![A-Z])(?P<before>{_CURRENCY})\s{{0,3}})?(?<![\d.,/])(?P<number>{NUMBER})(?:\s?,-)?"
    rf"(?:\s{{0,3}}(?P<after>{_CURRENCY})(?![A-Z]))?"
)
_CODE = re.compile(rf"(?<![A-Z])(?:{_CURRENCY})(?![A-Z])")
_HIGHEST = Decimal(10_000_000)


class MoneyFound(NamedTuple):
    """An amount, its currency if one stands beside it, and where the whole and the currency stand."""

    amount: Decimal
    currency: str | None
    start: int
    end: int


def find_money(text: str, *, mark: str) -> list[MoneyFound]:
    """All numbers in ``text`` that can be amounts; those with a currency first."""
    found = []
    for match in _AMOUNT.finditer(text.upper()):
        number = match["number"]
        amount = parse_number(number, mark=_price_mark(number, mark), high=_HIGHEST)
        if amount is None:
            continue
        word = match["after"] or match["before"]
        currency = _WORDS.get(word, word) if word else None
        found.append(MoneyFound(amount, currency, match.start(), match.end()))
    return sorted(found, key=lambda each: (each.currency is None, each.start))


def _price_mark(number: str, mark: str) -> str:
    """Nobody writes prices with three decimals: a lone mark before three digits groups thousands."""
    marks = re.findall(r"[.,]", number)
    if len(marks) == 1 and re.fullmatch(r"\d{1,3}[.,]\d{3}", number):
        return "." if marks[0] == "," else ","
    return mark


def find_currency(text: str) -> tuple[str, int, int] | None:
    """The first currency named in ``text`` and where. A code in small letters counts beside a number: "2 450 eur"."""
    for match in _CODE.finditer(text.upper()):
        near = text[max(0, match.start() - 2) : match.start()] + text[match.end() : match.end() + 2]
        if match.group() in _WORDS or text[match.start() : match.end()].isupper() or re.search(r"\d", near):
            return _WORDS.get(match.group(), match.group()), *match.span()
    if rupees := re.search(r"\bRs\.?(?=\s?-?\d)", text):
        return "INR", *rupees.span()
    return None
