"""What PostgreSQL can keep: JSON without null characters, which OCR and broken PDFs do produce."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TypeVar

if TYPE_CHECKING:
    from freightwire.events.base import Event

    AnyEvent = TypeVar("AnyEvent", bound=Event)

NULL = "\x00"


def without_null_characters(event: AnyEvent) -> AnyEvent:
    """The same event, with every null character left out of its texts."""
    data = event.model_dump(mode="json")
    clean = _clean(data)
    return event if clean == data else type(event).model_validate(clean)


def _clean(value: Any) -> Any:
    match value:
        case str():
            return value.replace(NULL, "")
        case list():
            return [_clean(item) for item in value]
        case dict():
            return {name: _clean(item) for name, item in value.items()}
        case _:
            return value
