"""Who may read what of an order: rights on fields are rights on routing keys.

An order has two commercial sides, and things that only the desk sees. What changes of each travels in an event of its
own, under a key of its own, so whoever passes events on need not look into them, and nobody can forget to:

- ``order.<id>.updated`` what everybody with the order may see
- ``order.<id>.updated.sale`` the client's side: its price and terms, and all of the client but the name
- ``order.<id>.updated.purchase`` the carrier's side, likewise
- ``order.<id>.updated.desk`` what only the desk sees: issues, payment, invoice
"""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from freightwire.merge_patch import JsonObject


class Audience(StrEnum):
    """For whom a part of an order is meant, beside the desk, which sees all. No audience: for everybody."""

    SALE = "sale"
    PURCHASE = "purchase"
    DESK = "desk"


SIDES: Mapping[str, frozenset[Audience]] = MappingProxyType(
    {"customer": frozenset({Audience.SALE}), "carrier": frozenset({Audience.PURCHASE})}
)
"""What a partner's role shows of an order beside what everybody with the order may see."""

PARTNER_KEYS: Mapping[str, tuple[str, ...]] = MappingProxyType(
    {
        role: ("status_changed", "updated", *(f"updated.{side}" for side in sorted(sides)))
        for role, sides in SIDES.items()
    }
)
"""The events of an order that a partner's role may read, as what follows ``order.<id>.`` in their keys."""

_COMMERCIAL = {"sale": Audience.SALE, "purchase": Audience.PURCHASE}
_PARTIES = {"client": Audience.SALE, "carrier": Audience.PURCHASE}
_OPEN = "name"
"""What everybody may know of the client and the carrier."""


def audience_of(path: str) -> Audience | None:
    """For whom the field of an order's data under the dotted ``path`` is meant."""
    first, _, rest = path.partition(".")
    if first in _PARTIES and rest != _OPEN:
        return _PARTIES[first]
    return _COMMERCIAL.get(first)


def split_data(data: JsonObject) -> dict[Audience | None, JsonObject]:
    """An order's data, or a merge patch of it, parted by audience. Put together again the parts are the whole."""
    parts: dict[Audience | None, JsonObject] = {}
    for name, value in data.items():
        if name in _PARTIES and isinstance(value, dict):
            for field, inner in value.items():
                parts.setdefault(audience_of(f"{name}.{field}"), {}).setdefault(name, {})[field] = inner
        else:
            parts.setdefault(audience_of(name), {})[name] = value
    return parts


def split_paths(values: Mapping[str, Any]) -> dict[Audience | None, JsonObject]:
    """Values by their dotted paths, parted by audience."""
    parts: dict[Audience | None, JsonObject] = {}
    for path, value in values.items():
        parts.setdefault(audience_of(path), {})[path] = value
    return parts
