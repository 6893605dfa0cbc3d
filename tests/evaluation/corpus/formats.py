"""The many ways in which dates, numbers, plates and phones are written; one document keeps to one."""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random

_MONTHS = {
    "ro": ("ianuarie", "februarie", "martie", "aprilie", "mai", "iunie", "iulie", "august", "septembrie", "octombrie",
           "noiembrie", "decembrie"),
    "en": ("January", "February", "March", "April", "May", "June", "July", "August", "September", "October",
           "November", "December"),
    "de": ("Januar", "Februar", "März", "April", "Mai", "Juni", "Juli", "August", "September", "Oktober", "November",
           "Dezember"),
}  # fmt: skip
_WEEKDAYS = {
    "ro": ("luni", "marți", "miercuri", "joi", "vineri", "sâmbătă", "duminică"),
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
}

_DATES = {
    "ro": ("{d:02}.{m:02}.{y}",) * 5 + ("{d:02}/{m:02}/{y}", "{y}-{m:02}-{d:02}", "{d} {month} {y}",
           "{d:02}-{m:02}-{y}", "{weekday}, {d:02}.{m:02}.{y}", "{d:02}.{m:02}.{yy:02}"),
    "en": ("{d:02}/{m:02}/{y}",) * 3 + ("{d:02}.{m:02}.{y}", "{d} {month} {y}", "{d:02}-{mon}-{y}", "{y}-{m:02}-{d:02}",
           "{d:02} {mon} {y}"),
    "de": ("{d:02}.{m:02}.{y}",) * 4 + ("{d}. {month} {y}", "{d:02}.{m:02}.{yy:02}", "{weekday}, {d:02}.{m:02}.{y}"),
}  # fmt: skip
_NUMBERS = {
    "ro": ((".", ","),) * 4 + ((" ", ","), ("", ","), (",", ".")),
    "en": ((",", "."),) * 3 + (("", "."), (".", ",")),
    "de": ((".", ","),) * 4 + (("", ","),),
}
_WINDOWS = {
    "ro": ("{f:%H:%M} - {t:%H:%M}", "{f:%H:%M}-{t:%H:%M}", "între orele {f:%H:%M} și {t:%H:%M}",
           "{f:%H:%M} – {t:%H:%M}", "{f:%H.%M} - {t:%H.%M}", "{f:%-H}h{f:%M} - {t:%-H}h{t:%M}"),
    "en": ("{f:%H:%M} - {t:%H:%M}", "{f:%H:%M}-{t:%H:%M}", "between {f:%H:%M} and {t:%H:%M}", "{f:%H%M}-{t:%H%M}"),
    "de": ("{f:%H:%M} - {t:%H:%M} Uhr", "{f:%H:%M} bis {t:%H:%M} Uhr", "{f:%H:%M}-{t:%H:%M}"),
}  # fmt: skip
_PLATES = ("{} {} {}", "{}-{}-{}", "{}{}{}", "{} {} {}", "{}-{} {}")
_PHONES = ("{0} {1} {2}", "{0}.{1}.{2}", "{0}{1}{2}", "{0}-{1}-{2}", "+4{0} {1} {2}", "+4{0}{1}{2}", "(+4) {0} {1} {2}")


@dataclass(frozen=True, slots=True)
class Formats:
    """How one document writes."""

    language: str
    date_pattern: str
    thousands: str
    decimal: str
    window_pattern: str
    plate_pattern: str
    phone_pattern: str
    cents: bool

    def date(self, day: dt.date) -> str:
        """A date."""
        month = _MONTHS[self.language][day.month - 1]
        return self.date_pattern.format(
            d=day.day, m=day.month, y=day.year, yy=day.year % 100, month=month, mon=month[:3],
            weekday=_WEEKDAYS[self.language][day.weekday()],
        )  # fmt: skip

    def number(self, value: Decimal, *, places: int | None = None) -> str:
        """A number; ``places`` of decimals, by default as many as it has."""
        if places is None:
            places = max(0, -int(value.normalize().as_tuple().exponent))
        whole, _, fraction = f"{value:,.{places}f}".partition(".")
        return whole.replace(",", self.thousands) + (self.decimal + fraction if fraction else "")

    def amount(self, value: Decimal) -> str:
        """An amount of money, with cents where the document writes them."""
        return self.number(value, places=2 if self.cents or value % 1 else 0)

    def window(self, begins: dt.time, ends: dt.time) -> str:
        """A time window."""
        return self.window_pattern.format(f=begins, t=ends)

    def plate(self, parts: tuple[str, str, str]) -> str:
        """A number plate."""
        return self.plate_pattern.format(*parts)

    def phone(self, digits: str) -> str:
        """A Romanian phone number of ten digits."""
        return self.phone_pattern.format(digits[:4], digits[4:7], digits[7:])

    def phone_value(self, digits: str) -> str:
        """The same as a reader should return it: digits, after the plus where one is printed."""
        return f"+4{digits}" if "+4" in self.phone_pattern else digits


def formats(rng: Random, language: str, *, fixed: Mapping[str, str] | None = None) -> Formats:
    """Draw how a document writes; ``fixed`` are fields that its layout decides."""
    thousands, decimal = rng.choice(_NUMBERS[language])
    drawn = {
        "date_pattern": rng.choice(_DATES[language]),
        "thousands": thousands,
        "decimal": decimal,
        "window_pattern": rng.choice(_WINDOWS[language]),
        "plate_pattern": rng.choice(_PLATES),
        "phone_pattern": rng.choice(_PHONES),
    }
    return Formats(language=language, cents=rng.random() < 0.5, **{**drawn, **(fixed or {})})
