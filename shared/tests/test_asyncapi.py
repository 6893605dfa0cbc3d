"""The published AsyncAPI document."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from freightwire.asyncapi import document
from freightwire.events.registry import ALL_EVENTS

PUBLISHED = Path(__file__).parents[2] / "docs" / "asyncapi.json"


def _references(part: Any) -> list[str]:
    if isinstance(part, dict):
        here = [part["$ref"]] if isinstance(part.get("$ref"), str) else []
        return here + [reference for value in part.values() for reference in _references(value)]
    if isinstance(part, list):
        return [reference for value in part for reference in _references(value)]
    return []


def test_published_document_is_fresh() -> None:
    """docs/asyncapi.json says what the contracts say: ``python -m freightwire.asyncapi > docs/asyncapi.json``."""
    assert json.loads(PUBLISHED.read_text(encoding="utf-8")) == document()


def test_every_public_event_and_no_other() -> None:
    """What services say to one another is not published."""
    names = {message["name"] for message in document()["components"]["messages"].values()}
    assert names == {event.type for event in ALL_EVENTS if event.public}
    assert not any(name.startswith("document:") for name in names)


def test_references_lead_somewhere() -> None:
    """Every reference names a part of the document."""
    whole = document()
    for reference in _references(whole):
        assert reference.startswith("#/"), reference
        part: Any = whole
        for name in reference.removeprefix("#/").split("/"):
            part = part[name]


def test_addresses_are_what_clients_see() -> None:
    """Addresses are relative to the organisation, with the parameters of the event's data."""
    channels = document()["channels"]
    assert channels["OrderStatusChanged"]["address"] == "order.{orderId}.status_changed"
    assert set(channels["OrderStatusChanged"]["parameters"]) == {"orderId"}
    assert channels["OrderUpdated.sale"]["address"] == "order.{orderId}.updated.sale"
    assert "org" not in json.dumps([channel["address"] for channel in channels.values()])
