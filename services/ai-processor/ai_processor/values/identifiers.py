"""Identifiers that carry their own proof: VAT ids, IBANs, trade register numbers, UIT codes."""

from __future__ import annotations

import re

from stdnum import iban as stdnum_iban
from stdnum.eu import vat as stdnum_vat
from stdnum.exceptions import ValidationError
from stdnum.ro import cui as stdnum_cui

VAT_PREFIX = r"(?:AT|BE|BG|CY|CZ|DE|DK|EE|EL|ES|FI|FR|GB|HR|HU|IE|IT|LT|LU|LV|MD|MT|NL|PL|PT|RO|RS|SE|SI|SK|UA|TR)"
_VAT = re.compile(rf"(?<![A-Z0-9]){VAT_PREFIX}[ ]?(?=[A-Z0-9 ]*\d{{2}})[A-Z]?\d[0-9A-Z]{{3,12}}(?![A-Z0-9])")
_CUI = re.compile(r"(?<![\d.,/A-Z-])\d{4,10}(?![\d/]|[.,]\d)")
_IBAN = re.compile(r"(?<![A-Z0-9])[A-Z]{2}\d{2}(?:[ ]?[A-Z0-9]{4}){2,7}(?:[ ]?[A-Z0-9]{1,3})?(?![A-Z0-9])")
SHORTEST_IBAN = 15
"""Norway's; what is shorter and looks alike is a VAT id."""
_REGISTRATION = re.compile(
    r"(?<![A-Z0-9])"
    r"(?:[JFC]\s?\d{2}\s?/\s?\d{1,6}\s?/\s?(?:\d{2}\.\d{2}\.)?(?:19|20)\d{2}|[JFC]\d{13}|HRB\s?\d{2,7})(?!\d)"
)
_WITHOUT_RULE = re.compile(r"GB(?:\d{9}|\d{12}|GD\d{3}|HA\d{3})|MD\d{7,13}|RS\d{9}|UA\d{8,12}|TR\d{10}")
"""VAT ids of countries that we hold no check digits for, by their length: "Rs 1939" are rupees."""
_UIT_SHAPE = re.compile(r"(?<![A-Z0-9])[0-9A-Z]{14}[0-9OIZSB]{2}(?![A-Z0-9])")
_UIT = re.compile(r"[0-9ACDEFHJKLMNPQRTUVWXY]{14}[0-9]{2}")
_UIT_REPAIR = str.maketrans("OBGISZ", "086152")

Span = tuple[int, int]


def find_vat_ids(text: str, *, bare: bool) -> list[Span]:
    """Where VAT ids stand in ``text``; with ``bare`` also Romanian CUIs without a prefix."""
    upper = text.upper()
    spans = [match.span() for match in _VAT.finditer(upper)]
    if bare:
        spans += [match.span() for match in _CUI.finditer(upper) if not any(a <= match.start() < b for a, b in spans)]
    return sorted(spans)


def normal_vat_id(text: str) -> str:
    """A VAT id without spaces and marks, in upper case."""
    return re.sub(r"[^0-9A-Z]", "", text.upper())


def vat_id_is_valid(vat_id: str) -> bool | None:
    """Whether the check digits are right; None for countries that we hold no rule for.

    A number without a prefix is a Romanian CUI.
    """
    compact = normal_vat_id(vat_id)
    if compact.startswith("RO") or compact.isdecimal():
        # Not stdnum's "cf": that also takes a personal number of thirteen digits.
        return bool(stdnum_cui.is_valid(compact))
    try:
        stdnum_vat.validate(compact)
    except ValidationError:
        return None if _WITHOUT_RULE.fullmatch(compact) else False
    return True


def find_ibans(text: str) -> list[Span]:
    """Where account numbers stand in ``text``, valid or not. A valid shorter reading wins over a greedy one."""
    spans = []
    upper = text.upper()
    for match in _IBAN.finditer(upper):
        start, end = match.span()
        words = [start + cut.start() for cut in re.finditer(r" ", upper[start:end])]
        for stop in (end, *reversed(words)):
            if iban_is_valid(upper[start:stop]):
                end = stop
                break
        if len(re.sub(r"\s", "", upper[start:end])) >= SHORTEST_IBAN:
            spans.append((start, end))
    return spans


def iban_is_valid(iban: str) -> bool:
    """Whether length and check digits (mod 97) are right. National inner checks are not asked for."""
    return bool(stdnum_iban.is_valid(iban, check_country=False))


def find_registrations(text: str) -> list[Span]:
    """Where trade register numbers (``J12/1842/2015``, ``J2012000750528``) stand in ``text``."""
    return [match.span() for match in _REGISTRATION.finditer(text.upper())]


def find_uits(text: str) -> list[Span]:
    """Where sixteen characters stand that may be a UIT code."""
    return [match.span() for match in _UIT_SHAPE.finditer(text.upper()) if any(c.isdigit() for c in match.group())]


def normal_uit(text: str) -> str:
    """The code in its own alphabet, which has no B, G, I, O, S and Z: those can only be misread digits."""
    return re.sub(r"[\W_]", "", text.upper()).translate(_UIT_REPAIR)


def uit_is_valid(uit: str) -> bool:
    """Whether shape and check (sum of the first 14 characters' codes, modulo 100) are right."""
    return bool(_UIT.fullmatch(uit)) and sum(map(ord, uit[:14])) % 100 == int(uit[14:])
