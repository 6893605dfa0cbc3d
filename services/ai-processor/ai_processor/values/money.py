"""Amounts of money with their currency."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import NamedTuple

from ai_processor.values.numbers import NUMBER, parse_number

CURRENCIES = frozenset(
    ["EUR", "RON", "USD", "GBP", "HUF", "BGN", "PLN", "CZK", "CHF", "MDL", "RSD", "UAH", "TRY", "SEK", "DKK", "NOK"]
)
_WORDS = {"€": "EUR", "EURO": "EUR", "EUROS": "EUR", "LEI": "RON", "LEU": "RON", "ROL": "RON", "$": "USD", "£": "GBP"}
_CURRENCY = "|".join(sorted([*CURRENCIES, *(re.escape(word) for word in _WORDS)], key=lambda word: (-len(word), word)))
_AMOUNT = re.compile(
    rf"(?:(?<![A-Z])(?P<before>{_CURRENCY})\s{{0,3}})?(?<![\d.,/])(?P<number>{NUMBER})(?:\s?,-)?"
    rf"(?:\s{{0,3}}(?P<after>{_CURRENCY})(?![A-Z]))?"
)
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
    """The first currency named in ``text`` and where."""
    match = re.search(rf"(?<![A-Z])(?:{_CURRENCY})(?![A-Z])", text.upper())
    return (_WORDS.get(match.group(), match.group()), *match.span()) if match else None
