"""Which fields a model may be asked for, and what kind of value each takes: read off the contracts."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Mapping
from decimal import Decimal
from enum import Enum, StrEnum
from functools import cache
from types import NoneType, UnionType
from typing import Annotated, Any, Union, get_args, get_origin

from freightwire.events.document_data import ROOTS, DocumentData
from freightwire.events.extraction import DocumentKind
from freightwire.events.order_data import OrderData
from pydantic import BaseModel
from pydantic.alias_generators import to_camel

ITEM = "*"
"""Stands for an index in a path: ``stops.*.city``."""
NOT_ASKED = frozenset({"id", "assignee"})
"""What is ours, and stands on no document."""
_NOT_ASKED_OF_ORDERS = frozenset({"purchase"})


class ValueKind(StrEnum):
    """How a value is told from a quote."""

    TEXT = "text"
    DATE = "date"
    TIME = "time"
    NUMBER = "number"
    YES_NO = "yes or no"
    CHOICE = "choice"
    CURRENCY = "currency"
    COUNTRY = "country"
    VAT_ID = "vat id"
    IBAN = "iban"
    UIT = "uit"
    PLATE = "plate"
    PHONE = "phone"


_BY_NAME = {
    "vat_id": ValueKind.VAT_ID,
    "iban": ValueKind.IBAN,
    "uit": ValueKind.UIT,
    "truck_plate": ValueKind.PLATE,
    "trailer_plate": ValueKind.PLATE,
    "phone": ValueKind.PHONE,
    "driver_phone": ValueKind.PHONE,
    "currency": ValueKind.CURRENCY,
    "goods_currency": ValueKind.CURRENCY,
    "country": ValueKind.COUNTRY,
}
_BY_TYPE: Mapping[type, ValueKind] = {
    bool: ValueKind.YES_NO,
    dt.date: ValueKind.DATE,
    dt.time: ValueKind.TIME,
    Decimal: ValueKind.NUMBER,
    int: ValueKind.NUMBER,
    float: ValueKind.NUMBER,
    str: ValueKind.TEXT,
}


class Asked(BaseModel):
    """A field that may be asked for."""

    kind: ValueKind
    choices: tuple[str, ...] = ()


@cache
def catalogue(kind: DocumentKind) -> Mapping[str, Asked]:
    """The fields of a kind of document by their paths, with ``*`` for indexes. Kinds that state nothing have none."""
    if kind in (DocumentKind.TRANSPORT_ORDER, DocumentKind.EMAIL):
        return {path: asked for path, asked in _fields(OrderData, "") if path.split(".")[0] not in _NOT_ASKED_OF_ORDERS}
    root = ROOTS.get(kind)
    return {path: asked for path, asked in _fields(DocumentData, "") if root and path.split(".")[0] == root}


def _fields(model: type[BaseModel], prefix: str) -> Iterator[tuple[str, Asked]]:
    for name, info in model.model_fields.items():
        if name in NOT_ASKED:
            continue
        path = f"{prefix}{to_camel(name)}"
        inner, in_list = _plain(info.annotation)
        if isinstance(inner, type) and issubclass(inner, BaseModel):
            yield from _fields(inner, f"{path}.{ITEM}." if in_list else f"{path}.")
        elif isinstance(inner, type) and issubclass(inner, Enum):
            yield path, Asked(kind=ValueKind.CHOICE, choices=tuple(str(each.value) for each in inner))
        elif name in _BY_NAME:
            yield path, Asked(kind=_BY_NAME[name])
        elif inner in _BY_TYPE:
            yield path, Asked(kind=_BY_TYPE[inner])


def _plain(annotation: Any) -> tuple[Any, bool]:
    """The type behind ``Annotated``, ``… | None`` and ``list``, and whether there was a list."""
    origin = get_origin(annotation)
    if origin is Annotated:
        return _plain(get_args(annotation)[0])
    if origin in (Union, UnionType):
        return _plain(next(each for each in get_args(annotation) if each is not NoneType))
    if origin is list:
        return _plain(get_args(annotation)[0])[0], True
    return annotation, False
