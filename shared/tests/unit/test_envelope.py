"""The envelope travels through AMQP headers and comes out as it went in; the contracts name what is what."""

from __future__ import annotations

from string import Formatter

import pytest
from freightwire.events.base import Event, Text
from freightwire.events.documents import DocumentFailed
from freightwire.events.envelope import Envelope, MalformedEnvelopeError
from freightwire.events.orders import OrderStatus, OrderStatusChanged
from freightwire.events.registry import ALL_EVENTS, EVENT_TYPES
from hypothesis import given
from hypothesis import strategies as st

words = st.text("abcXYZ019_-", min_size=1, max_size=20)


def status_changed(order: str = "o1") -> OrderStatusChanged:
    return OrderStatusChanged(
        order_id=order, status=OrderStatus.CONFIRMED, previous_status=OrderStatus.DRAFT, transition="confirm"
    )


@given(org=words, order=words, version=st.integers(0, 2**62), position=st.integers(1, 2**62))
def test_an_envelope_comes_out_as_it_went_in(org: str, order: str, version: int, position: int) -> None:
    sent = Envelope.of(status_changed(order), org=org, source="orders", version=version, actor="ana")
    sent = sent.at(epoch="e1", position=position)
    got = Envelope.from_message(sent.headers(), sent.key, sent.data)
    assert got.headers() == sent.headers()
    assert (got.key, got.data, got.version, got.position) == (sent.key, sent.data, version, position)
    assert got.key == f"{org}.order.{order}.status_changed"


def test_what_follows_from_an_event_carries_its_trace_and_its_cause() -> None:
    first = Envelope.of(status_changed(), org="alpha", source="orders", actor="ana")
    failed = DocumentFailed(document_id="d1", order_id="o1", error="x", message=Text(ro="x", en="x"))
    second = Envelope.of(failed, org="alpha", source="ai-processor", causation=first)
    third = Envelope.of(status_changed(), org="alpha", source="orders", causation=second)
    assert second.causation_id == str(first.id)
    assert third.causation_id == str(second.id)
    assert third.correlation_id == second.correlation_id == str(first.id)
    assert third.traceparent == first.traceparent
    assert third.actor == "ana"


@pytest.mark.parametrize("name", ["specversion", "id", "type", "source", "time", "org"])
def test_a_missing_attribute_is_named(name: str) -> None:
    envelope = Envelope.of(status_changed(), org="alpha", source="orders")
    headers = envelope.headers()
    del headers["cloudEvents_" + name]
    with pytest.raises(MalformedEnvelopeError, match=name):
        Envelope.from_message(headers, envelope.key, envelope.data)


def test_a_routing_key_that_amqp_cannot_carry_is_refused() -> None:
    class Long(Event):
        type = "test:long"
        routing = "{org}." + "x" * 260

    with pytest.raises(ValueError, match="255"):
        Envelope.of(Long(), org="alpha", source="test")


def test_the_contracts_promised_to_clients_are_all_there() -> None:
    promised = {
        "order:created",
        "order:status_changed",
        "order:updated",
        "order:ai_processing",
        "order:validation_complete",
        "order:document_added",
        "order:document_moved_in",
        "order:document_removed",
        "order:document_retried",
        "order:processing_failed",
        "order:conflict",
        "batch:progress",
        "user:joined_order",
        "user:left_order",
        "user:editing",
        "user:notification",
        "system:maintenance",
        "system:error",
    }
    assert {event.type for event in ALL_EVENTS if event.public} == promised
    assert len(EVENT_TYPES) == len(ALL_EVENTS)


@pytest.mark.parametrize("event", ALL_EVENTS, ids=lambda event: event.type)
def test_keys_are_made_of_the_organisation_and_fields(event: type[Event]) -> None:
    for template in filter(None, (event.routing, event.conflation)):
        names = {name for _, name, _, _ in Formatter().parse(template) if name}
        assert names <= {"org", *event.model_fields}
    assert event.routing.startswith("{org}.")
