"""Order data in the one form in which it is stored, compared and sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from freightwire.events.order_data import OrderData
from pydantic import ValidationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

JsonObject = dict[str, Any]
ITEM_LISTS = ("stops", "goods")
"""The lists whose items keep an ``id`` for life."""


@dataclass(frozen=True, slots=True)
class FieldError:
    """A value that does not fit: the field's path (``stops.0.postcode``), a stable code, and words for people."""

    field: str
    code: str
    message: str


class InvalidOrderDataError(ValueError):
    """The data does not fit the order's contract."""

    def __init__(self, errors: tuple[FieldError, ...]) -> None:
        super().__init__("; ".join(f"{error.field}: {error.message}" for error in errors))
        self.errors = errors


def empty() -> JsonObject:
    """The data of an order about which nothing is known yet."""
    return canonical(OrderData())


def canonical(data: OrderData) -> JsonObject:
    """Camel case, values that JSON knows, nothing without a value; parts and lists are always there."""
    return data.model_dump(mode="json", by_alias=True, exclude_none=True)


def parse(data: JsonObject, *, new_item_id: Callable[[], str]) -> JsonObject:
    """Check ``data`` and bring it into its canonical form; list items without an id are given one.

    Raises:
        InvalidOrderDataError: with every value that does not fit.
    """
    errors = errors_of(data)
    if errors:
        raise InvalidOrderDataError(errors)
    result = canonical(OrderData.model_validate(data))
    for name in ITEM_LISTS:
        result[name] = [{**item, "id": item.get("id") or new_item_id()} for item in result[name]]
        repeated = _repeated(item["id"] for item in result[name])
        if repeated:
            raise InvalidOrderDataError((FieldError(name, "repeated_id", f"the id {repeated} stands twice"),))
    return result


def errors_of(data: JsonObject) -> tuple[FieldError, ...]:
    """What in ``data`` does not fit the order's contract; nothing where all does."""
    try:
        OrderData.model_validate(data)
    except ValidationError as error:
        return tuple(
            FieldError(".".join(str(part) for part in found["loc"]), found["type"], found["msg"])
            for found in error.errors(include_url=False, include_context=False, include_input=False)
        )
    return ()


def _repeated(ids: Iterable[str]) -> str | None:
    seen: set[str] = set()
    for item_id in ids:
        if item_id in seen:
            return item_id
        seen.add(item_id)
    return None
