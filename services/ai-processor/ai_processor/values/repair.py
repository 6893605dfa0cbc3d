"""Misread identifiers, put right where their own check digits prove it.

Recognisers confuse letters and digits that look alike. Where an identifier's format says which of the two must stand
there, there is one way to read it; it counts only when the check digits then come out. What passes as it stands is
never touched, and one digit is never changed into another.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from ai_processor.values.identifiers import (
    find_ibans,
    find_uits,
    find_vat_ids,
    iban_is_valid,
    normal_uit,
    normal_vat_id,
    uit_is_valid,
    vat_id_is_valid,
)

_DIGITS = str.maketrans("OQDILSBZGTA|", "000115826741")
_LETTERS = str.maketrans("0158264", "OISBZGA")
_ALL_DIGITS = re.compile(r"AT|BG|CZ|DE|DK|EE|FI|GR|HR|HU|IT|LT|LU|LV|MT|PL|PT|RO|SE|SI|SK")
"""Countries whose VAT ids are digits after the prefix (Austria's after its U)."""
_VAT_LIKE = re.compile(r"(?<![A-Z0-9])(?:(?P<prefix>[A-Z][A-Z0]) ?)?(?P<number>U?[0-9OQDILSBZGTA|]{4,12})(?![A-Z0-9])")
_IBAN_LIKE = re.compile(r"(?<![A-Z0-9])[A-Z0-9]{4}(?: ?[A-Z0-9|]{4}){2,7}(?: ?[A-Z0-9|]{1,3})?(?![A-Z0-9])")
_IBAN_STRUCTURES = {
    "RO": "4a16c", "DE": "18n", "AT": "16n", "BG": "4a6n8c", "HU": "24n", "PL": "24n", "CZ": "20n", "SK": "20n",
    "IT": "1a10n12c", "FR": "10n11c2n", "ES": "20n", "NL": "4a10n", "BE": "12n", "GB": "4a14n", "LT": "16n",
    "LV": "4a13c", "SI": "15n", "HR": "17n", "GR": "7n16c", "MD": "20c",
}  # fmt: skip
"""What stands after the check digits, by country: how many letters (a), digits (n), either (c)."""
LEAST_DIGITS = 0.5
"""The share of digits that a number must have, so that no word is taken for one."""


class Identified(NamedTuple):
    """An identifier in its normal form, where it stands in the text, whether its check digits are right (None: there
    is no rule for it), and whether it was read otherwise."""

    value: str
    start: int
    end: int
    valid: bool | None
    repaired: bool = False


def read_vat_id(text: str, *, bare: bool) -> Identified | None:
    """The first VAT id, or CUI where ``bare``; a misread one is put right, a wrong one comes as it stands."""
    found = [
        Identified(normal_vat_id(text[start:end]), start, end, vat_id_is_valid(text[start:end]))
        for start, end in find_vat_ids(text, bare=bare)
    ]
    first = found[0] if found else None
    if first is not None and first.valid is not False:
        return first
    return _repaired_vat_id(text, bare=bare) or first


def _repaired_vat_id(text: str, *, bare: bool) -> Identified | None:
    for match in _VAT_LIKE.finditer(text.upper()):
        prefix, number = (match["prefix"] or "").replace("R0", "RO"), match["number"]
        digits = sum(char.isdigit() for char in number)
        if (
            digits < LEAST_DIGITS * len(number)
            or (not prefix and not bare)
            or (prefix and not _ALL_DIGITS.fullmatch(prefix))
        ):
            continue
        head = "U" if prefix == "AT" and number.startswith("U") else ""
        value = prefix + head + number[len(head) :].translate(_DIGITS)
        if value != normal_vat_id(match.group()) and vat_id_is_valid(value):
            return Identified(value, match.start(), match.end(), valid=True, repaired=True)
    return None


def read_iban(text: str) -> Identified | None:
    """The first account number whose check digits are right, or can be put right; else the first as it stands."""
    found = [
        Identified(re.sub(r"\s", "", text[start:end].upper()), start, end, iban_is_valid(text[start:end]))
        for start, end in find_ibans(text)
    ]
    valid = next((each for each in found if each.valid), None)
    return valid or _repaired_iban(text) or (found[0] if found else None)


def _repaired_iban(text: str) -> Identified | None:
    for match in _IBAN_LIKE.finditer(text.upper()):
        compact = match.group().replace(" ", "")
        country = compact[:2].translate(_LETTERS)
        structure = _classes(country)
        if structure is None or len(compact) < 4 + len(structure):
            continue
        compact = compact[: 4 + len(structure)]
        if value := _as_structured(country, compact, structure):
            end = _end_of(match.group(), len(compact))
            return Identified(value, match.start(), match.start() + end, valid=True, repaired=True)
    return None


def _classes(country: str) -> str | None:
    """A letter per character after the check digits: a, n or c."""
    structure = _IBAN_STRUCTURES.get(country)
    if structure is None:
        return None
    return "".join(kind * int(count) for count, kind in re.findall(r"(\d+)([anc])", structure))


def _as_structured(country: str, compact: str, structure: str) -> str | None:
    """The number with each character of the class that stands there, if its check digits then come out.

    Two ways to read what may be either, letters or digits: as they stand, and all as digits, as most accounts are.
    """
    check = compact[2:4].translate(_DIGITS)
    for either in (str.maketrans("|", "1"), _DIGITS):
        tables = {"a": _LETTERS, "n": _DIGITS, "c": either}
        account = "".join(char.translate(tables[kind]) for char, kind in zip(compact[4:], structure, strict=True))
        value = country + check + account
        if value != compact and iban_is_valid(value):
            return value
    return None


def _end_of(text: str, characters: int) -> int:
    """Where the first ``characters`` of a text, not counting blanks, end."""
    seen = 0
    for index, char in enumerate(text):
        seen += char != " "
        if seen == characters:
            return index + 1
    return len(text)


def read_uit(text: str) -> Identified | None:
    """The first UIT code: its alphabet has no B, G, I, O, S and Z, so that these can only be misread digits."""
    for start, end in find_uits(text):
        printed = re.sub(r"[\W_]", "", text[start:end].upper())
        code = normal_uit(printed)
        return Identified(code, start, end, uit_is_valid(code), repaired=code != printed and uit_is_valid(code))
    return None
