"""What is known of an order does not depend on how its events arrive."""

from __future__ import annotations

from functools import reduce
from typing import TYPE_CHECKING, Any

from freightwire.events.order_data import OrderData
from freightwire.events.orders import OrderCreated, OrderStatus, OrderStatusChanged, OrderUpdated
from hypothesis import given
from hypothesis import strategies as st
from notifier.rules.known_order import Fact, KnownOrder

if TYPE_CHECKING:
    from freightwire.events.orders import OrderEvent

PEOPLE = st.sampled_from(["ana", "dan", "eva"])
Heard = tuple[int, "OrderEvent"]


def created(assignee: str | None, reference: str | None = None) -> OrderCreated:
    return OrderCreated(
        order_id="o1",
        number="FW-2026-000001",
        status=OrderStatus.DRAFT,
        data=OrderData(assignee=assignee, reference=reference),
        user_id="ana",
    )


def updated(**changes: Any) -> OrderUpdated:
    return OrderUpdated(order_id="o1", changes=changes, user_id="ana")


def moved() -> OrderStatusChanged:
    return OrderStatusChanged(
        order_id="o1",
        status=OrderStatus.CONFIRMED,
        previous_status=OrderStatus.DRAFT,
        transition="confirm",
        user_id="ana",
    )


updates = st.one_of(
    st.builds(lambda who: updated(assignee=who), st.none() | PEOPLE),
    st.builds(lambda text: updated(reference=text), st.none() | st.sampled_from(["R-1", "R-2"])),
    st.builds(lambda who, text: updated(assignee=who, reference=text), PEOPLE, st.just("R-3")),
    st.just(updated(uit="X")),
    st.builds(moved),
)


@st.composite
def histories(draw: st.DrawFn) -> list[Heard]:
    """An order's events with their versions, some of them missing: not every event comes to the notifier."""
    first = draw(st.builds(created, st.none() | PEOPLE, st.none() | st.just("R-0")))
    rest: list[OrderEvent] = draw(st.lists(updates, max_size=8))
    numbered: list[Heard] = [(1, first)]
    version = 1
    for event in rest:
        version += draw(st.integers(1, 3))
        numbered.append((version, event))
    return [heard for heard in numbered if draw(st.booleans())] or numbered


def fold(history: list[Heard]) -> KnownOrder:
    return reduce(lambda known, heard: known.after(heard[1], heard[0]), history, KnownOrder())


@given(histories(), st.data())
def test_order_of_arrival_and_repetitions_make_no_difference(history: list[Heard], data: st.DataObject) -> None:
    repeated = history + data.draw(st.lists(st.sampled_from(history), max_size=5))
    assert fold(data.draw(st.permutations(repeated))) == fold(history)


@given(histories())
def test_the_newest_that_was_heard_is_known(history: list[Heard]) -> None:
    expected: dict[str, str | None] = {"assignee": None, "reference": None}
    for _, event in history:
        if isinstance(event, OrderCreated):
            expected = {"assignee": event.data.assignee, "reference": event.data.reference}
        elif isinstance(event, OrderUpdated):
            expected |= {
                name: str(value) if value else None for name, value in event.changes.items() if name in expected
            }
    known = fold(history)
    assert (known.assignee.value, known.reference.value) == (expected["assignee"], expected["reference"])
    assert known.version == history[-1][0]


def test_a_value_that_is_no_text_is_no_value() -> None:
    assert KnownOrder().after(updated(assignee={"id": "ana"}), 2).assignee == Fact(None, 2)
    assert KnownOrder().after(updated(assignee=""), 2).assignee == Fact(None, 2)


def test_an_order_is_called_by_the_best_name_known() -> None:
    assert KnownOrder().label("o1") == "o1"
    assert KnownOrder().after(created(None), 1).label("o1") == "FW-2026-000001"
    assert KnownOrder().after(created(None, "TR 7"), 1).label("o1") == "FW-2026-000001 (TR 7)"
