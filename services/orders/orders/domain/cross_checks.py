"""What the documents of one order say against one another.

The order holds what is taken to be right, from a document or from a person; each document is held against that. So of
two documents that differ the one that the order does not follow is named, and an issue is gone as soon as they agree
again: nothing of it is stored. Against a person's word a document's is only information; the person has decided.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from freightwire.events.base import Text
from freightwire.events.extraction import DocumentKind, Issue, Severity
from freightwire.merge_patch import ABSENT

from orders.domain.folding import folded
from orders.domain.sources import PERSON, Sources, is_from, values_of

if TYPE_CHECKING:
    from orders.domain.order_data import JsonObject

WEIGHT_TOLERANCE, LEAST_KG = 0.01, 5.0
"""Scales differ: by a hundredth, or by a few kilograms."""
PRICE_TOLERANCE = 0.005
BESIDE = MappingProxyType(
    {DocumentKind.CONSIGNMENT_NOTE: "consignmentNote", DocumentKind.DELIVERY_NOTE: "deliveryNote"}
)
"""The first word of the paths of a document that travels with the goods."""
DIFFERS = "documents_disagree"
NOT_COMPARED = frozenset({"instructions", "assignee", "issuedOn"})
"""Free text, what no document states, and the document's own date."""
LEGAL_WORDS = frozenset(
    ["srl", "sa", "ltd", "gmbh", "ag", "kg", "co", "com", "spol", "sro", "kft", "zrt", "bv", "sarl", "sas", "spa"]
)


@dataclass(frozen=True, slots=True)
class ReadDocument:
    """A document that was read, as far as it matters here: its values by path."""

    id: str
    kind: DocumentKind
    values: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Ordered:
    """The order that documents are held against."""

    data: JsonObject
    sources: Sources

    def value(self, path: str) -> Any:
        """The value of a plain field; None where there is none."""
        part: Any = self.data
        for word in path.split("."):
            part = part.get(word) if isinstance(part, dict) else None
        return part

    def stops(self, kind: str) -> list[tuple[int, JsonObject]]:
        """The stops of a kind, with their indexes."""
        return [(index, stop) for index, stop in enumerate(self.data.get("stops", [])) if stop.get("kind") == kind]

    def by_person(self, path: str) -> bool:
        """Whether a person set the field."""
        words = path.split(".")
        if words[0] == "stops" and len(words) > 2:
            words[1] = self.data["stops"][int(words[1])]["id"]
        return is_from(self.sources, ".".join(words), PERSON)


def cross_check(data: JsonObject, sources: Sources, documents: Sequence[ReadDocument]) -> list[tuple[str, Issue]]:
    """Every disagreement, with the id of the document that the order does not follow. Pure."""
    order = Ordered(data, sources)
    return [
        (document.id, issue)
        for document in documents
        for check in _CHECKS.get(document.kind, ())
        for issue in check(order, document)
    ]


def check_same_fields(order: Ordered, document: ReadDocument) -> Iterator[Issue]:
    """Another order or an e-mail that has other values in the order's own fields. Lists are not compared: their items
    may stand in another order."""
    held = values_of(order.data)
    for path, value in document.values.items():
        ours = held.get(path, ABSENT)
        if path in NOT_COMPARED or ours is ABSENT or order.by_person(path) or _agree(path, value, ours):
            continue  # a person who set the field has decided what the document says
        yield _issue(
            DIFFERS,
            order,
            path,
            f"Un document al comenzii are aici „{_shown(value)}”, comanda are „{_shown(ours)}”.",
            f"A document of this order says “{_shown(value)}” here, the order says “{_shown(ours)}”.",
        )


def check_weight(order: Ordered, document: ReadDocument) -> Iterator[Issue]:
    """The weight that travels, and the one that was ordered."""
    root = BESIDE[document.kind]
    theirs = _number(document.values.get(f"{root}.totals.grossKg")) or _sum(document.values, root)
    ours = _number(order.value("totals.grossKg")) or sum(
        _number(item.get("grossKg")) or 0.0 for item in order.data.get("goods", [])
    )
    if theirs and ours and abs(theirs - ours) > max(WEIGHT_TOLERANCE * ours, LEAST_KG):
        yield _issue(
            "weight_disagrees",
            order,
            "totals.grossKg",
            f"Greutatea din document ({_shown(theirs)} kg) diferă de cea din comandă ({_shown(ours)} kg).",
            f"The document's weight ({_shown(theirs)} kg) differs from the order's ({_shown(ours)} kg).",
        )


def check_plates(order: Ordered, document: ReadDocument) -> Iterator[Issue]:
    """The vehicle that drives. Truck and trailer may stand in each other's place."""
    root = BESIDE[document.kind]
    ordered = {name: _code(order.value(f"vehicle.{name}")) for name in ("truckPlate", "trailerPlate")}
    for name, ours in ordered.items():
        theirs = _code(document.values.get(f"{root}.vehicle.{name}"))
        if theirs and ours and theirs not in ordered.values():
            yield _issue(
                "plate_disagrees",
                order,
                f"vehicle.{name}",
                f"Numărul {theirs} din document diferă de cel din comandă ({ours}).",
                f"The plate {theirs} in the document differs from the order's ({ours}).",
            )


def check_uit(order: Ordered, document: ReadDocument) -> Iterator[Issue]:
    """The RO e-Transport code."""
    theirs, ours = _code(document.values.get(f"{BESIDE[document.kind]}.uit")), _code(order.value("uit"))
    if theirs and ours and theirs != ours:
        yield _issue(
            "uit_disagrees",
            order,
            "uit",
            f"Codul UIT {theirs} din document diferă de cel din comandă ({ours}).",
            f"The UIT code {theirs} in the document differs from the order's ({ours}).",
        )


def check_dates(order: Ordered, document: ReadDocument) -> Iterator[Issue]:
    """Loaded and delivered on a day that no stop of the order has."""
    root = BESIDE[document.kind]
    loaded = "takingOver" if document.kind is DocumentKind.CONSIGNMENT_NOTE else "loading"
    for place, kind in ((loaded, "loading"), ("delivery", "unloading")):
        theirs = document.values.get(f"{root}.{place}.date")
        dated = [(index, stop["date"]) for index, stop in order.stops(kind) if stop.get("date")]
        if not theirs or not dated or theirs in {date for _, date in dated}:
            continue
        index, ours = dated[0]
        yield _issue(
            "date_disagrees",
            order,
            f"stops.{index}.date",
            f"Data {theirs} din document diferă de cea din comandă ({ours}).",
            f"The date {theirs} in the document differs from the order's ({ours}).",
        )


def check_carrier(order: Ordered, document: ReadDocument) -> Iterator[Issue]:
    """Who drives, by the consignment note."""
    theirs, ours = document.values.get("consignmentNote.carrier.name"), order.value("carrier.name")
    if theirs and ours and not _same_firm(theirs, ours):
        yield _issue(
            "party_disagrees",
            order,
            "carrier.name",
            f"Transportatorul din document („{theirs}”) nu este cel din comandă („{ours}”).",
            f"The carrier in the document (“{theirs}”) is not the order's (“{ours}”).",
        )


def check_invoice(order: Ordered, document: ReadDocument) -> Iterator[Issue]:
    """Who invoices whom, and for how much: the carrier for the purchase, or we our client for the sale."""
    values = document.values
    side = _side_of(order, values)
    if side is None:
        known = next((role for role in ("carrier", "client") if order.value(f"{role}.name")), None)
        if known and (values.get("invoice.seller.name") or values.get("invoice.seller.vatId")):
            seller = values.get("invoice.seller.name") or values.get("invoice.seller.vatId")
            yield _issue(
                "party_disagrees",
                order,
                f"{known}.name",
                f"Factura („{seller}”) nu este nici de la transportatorul, nici către clientul comenzii.",
                f"The invoice (“{seller}”) is neither from the order's carrier nor to its client.",
            )
        return
    if values.get("invoice.type") == "credit_note":
        return
    price, currency = _number(order.value(f"{side}.amount")), order.value(f"{side}.currency")
    theirs = values.get("invoice.currency")
    if currency and theirs and currency != theirs:
        yield _issue(
            "currency_disagrees",
            order,
            f"{side}.currency",
            f"Factura este în {theirs}, prețul comenzii în {currency}.",
            f"The invoice is in {theirs}, the order's price in {currency}.",
        )
        return
    yield from _check_total(order, values, side, price)


def _check_total(order: Ordered, values: Mapping[str, Any], side: str, price: float | None) -> Iterator[Issue]:
    net, gross = (_number(values.get(f"invoice.{name}")) for name in ("net", "gross"))
    included = order.value(f"{side}.vatIncluded")
    # Where nobody says whether VAT is in the price, either total will do.
    totals = {True: [gross], False: [net or gross]}.get(included, [net, gross])
    stated = [total for total in totals if total is not None]
    if price and stated and all(abs(total - price) > PRICE_TOLERANCE * price for total in stated):
        total = stated[0]
        yield _issue(
            "invoice_total_disagrees",
            order,
            f"{side}.amount",
            f"Totalul facturii ({_shown(total)}) diferă de prețul comenzii ({_shown(price)}).",
            f"The invoice's total ({_shown(total)}) differs from the order's price ({_shown(price)}).",
        )


def _side_of(order: Ordered, values: Mapping[str, Any]) -> str | None:
    for role, of_invoice, side in (("carrier", "seller", "purchase"), ("client", "buyer", "sale")):
        ours, theirs = _tax_number(order.value(f"{role}.vatId")), _tax_number(values.get(f"invoice.{of_invoice}.vatId"))
        if ours and theirs:
            if ours == theirs:
                return side
            continue
        name, other = order.value(f"{role}.name"), values.get(f"invoice.{of_invoice}.name")
        if name and other and _same_firm(name, other):
            return side
    return None


Check = Callable[[Ordered, ReadDocument], Iterator[Issue]]
_CHECKS: Mapping[DocumentKind, tuple[Check, ...]] = MappingProxyType(
    {
        DocumentKind.TRANSPORT_ORDER: (check_same_fields,),
        DocumentKind.EMAIL: (check_same_fields,),
        DocumentKind.CONSIGNMENT_NOTE: (
            check_same_fields,
            check_weight,
            check_plates,
            check_uit,
            check_dates,
            check_carrier,
        ),
        DocumentKind.DELIVERY_NOTE: (check_same_fields, check_weight, check_plates, check_uit, check_dates),
        DocumentKind.INVOICE: (check_same_fields, check_invoice),
    }
)


def _issue(code: str, order: Ordered, path: str, ro: str, en: str) -> Issue:
    severity = Severity.INFO if order.by_person(path) else Severity.WARNING
    return Issue(code=code, severity=severity, field=path, message=Text(ro=ro, en=en))


def _agree(path: str, theirs: Any, ours: Any) -> bool:
    one, other = _number(theirs), _number(ours)
    if one is not None and other is not None and not isinstance(ours, str):
        return abs(one - other) <= 0.001
    if path.endswith(".name"):
        return _same_firm(theirs, ours)
    return _code(theirs) == _code(ours)


def _same_firm(one: Any, other: Any) -> bool:
    """Whether two names share a word that is a name."""
    words = [
        {word for word in re.findall(r"\w+", folded(str(name)).replace(".", "")) if len(word) > 1} - LEGAL_WORDS
        for name in (one, other)
    ]
    return bool(words[0] & words[1]) or not all(words)


def _code(value: Any) -> str:
    """A code or a text without what may be written or left out: blanks, dots, dashes, accents, case."""
    return re.sub(r"[\W_]", "", folded(str(value)).upper()) if value not in (None, "") else ""


def _tax_number(value: Any) -> str:
    """A tax number; a Romanian one has a prefix or not."""
    return _code(value).removeprefix("RO")


def _sum(values: Mapping[str, Any], root: str) -> float:
    lines = [value for path, value in values.items() if re.fullmatch(rf"{root}\.goods\.\d+\.grossKg", path)]
    return sum(_number(value) or 0.0 for value in lines)


def _number(value: Any) -> float | None:
    if isinstance(value, bool) or value in (None, ""):
        return None
    try:
        return float(value)
    except (TypeError, ValueError):
        return None


def _shown(value: Any) -> str:
    if isinstance(value, float):
        return f"{value:.2f}".rstrip("0").rstrip(".")
    return str(value)[:100]
