"""How sure a value that was read must be before nobody needs to look at it: by field, and by organisation."""

from __future__ import annotations

from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, get_args

from freightwire.events.order_data import OrderData, Part

from orders.domain.order_data import ITEM_LISTS
from orders.domain.sources import DOCUMENT

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from orders.domain.sources import Sources

ANY = "*"
"""The threshold of a field that has none of its own."""
REQUIRED_OF_STOP = ("kind", "city", "country", "date")
REQUIRED = ("client.name", "sale.amount", "sale.currency", *(f"stops.*.{name}" for name in REQUIRED_OF_STOP))
"""Without these an order cannot be confirmed, so that they must be there and be sure."""
CRITICAL = (
    *REQUIRED, "client.vatId", "client.iban", "carrier.name", "carrier.vatId", "carrier.iban", "purchase.amount",
    "purchase.currency", "stops.*.postcode", "vehicle.truckPlate", "vehicle.trailerPlate", "uit",
)  # fmt: skip
"""Where a wrong value sends money, a truck or a declaration astray: these must be sure wherever they are read."""
CRITICAL_LEAST, OTHERS_LEAST = 0.95, 0.85
DEFAULTS: Mapping[str, float] = MappingProxyType({ANY: OTHERS_LEAST, **dict.fromkeys(CRITICAL, CRITICAL_LEAST)})


@dataclass(frozen=True, slots=True)
class Thresholds:
    """The least confidence by field; fields of list items have ``*`` for the item (``stops.*.city``)."""

    least: Mapping[str, float]

    def of(self, path: str) -> float:
        """The threshold for a stable path, an index path or a field."""
        return self.least.get(field_of(path), self.least[ANY])

    def unsure(self, sources: Sources) -> list[str]:
        """The stable paths whose value a document gave with less confidence than it takes, in their order."""
        return sorted(
            path
            for path, source in sources.items()
            if source["source"] == DOCUMENT and source["confidence"] < self.of(path)
        )

    def suffice(self, data: OrderData, sources: Sources) -> bool:
        """Whether nobody needs to look: what is required is there, and nothing critical is less sure than it takes."""
        if not all(path in sources for path in _required(data)):
            return False
        return not any(field_of(path) in CRITICAL for path in self.unsure(sources))


def thresholds(*own: Mapping[str, float]) -> Thresholds:
    """The defaults with those of ``own`` laid over them, the later over the earlier."""
    least = dict(DEFAULTS)
    for each in own:
        least |= each
    return Thresholds(MappingProxyType(least))


def field_of(path: str) -> str:
    """``stops.0190f0c2.city`` and ``stops.0.city`` are of the field ``stops.*.city``."""
    name, _, rest = path.partition(".")
    if name not in ITEM_LISTS or not rest:
        return path
    return f"{name}.*.{rest.partition('.')[2]}"


def _fields(part: type[Part], prefix: str = "") -> Iterator[str]:
    for name, info in part.model_fields.items():
        path = f"{prefix}{info.alias or name}"
        inner = next((each for each in (info.annotation, *get_args(info.annotation)) if _is_part(each)), None)
        if inner is None:
            yield path
        else:
            yield from _fields(inner, f"{path}.*." if path in ITEM_LISTS else f"{path}.")


def _is_part(annotation: object) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, Part)


FIELDS = frozenset({ANY, *_fields(OrderData)})
"""What may be given a threshold."""


def _required(data: OrderData) -> Iterator[str]:
    for field in REQUIRED:
        name, star, rest = field.partition(".*.")
        if not star:
            yield field
        else:
            yield from (f"{name}.{item.id}.{rest}" for item in data.stops)
