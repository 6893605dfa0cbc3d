"""Whom an event concerns and what they are told."""

from __future__ import annotations

from typing import Any

import pytest
from freightwire.events.base import Text
from freightwire.events.extraction import DocumentKind, Issue, Severity
from freightwire.events.order_data import OrderData
from freightwire.events.orders import (
    OrderCreated,
    OrderEvent,
    OrderProcessingFailed,
    OrderStatus,
    OrderStatusChanged,
    OrderUpdated,
    OrderValidationComplete,
)
from hypothesis import given
from hypothesis import strategies as st
from notifier.rules import Notice, Occurrence, decide
from notifier.rules.known_order import Fact, KnownOrder

KNOWN = KnownOrder(number="FW-2026-000007", created_by="ana", assignee=Fact("dan", 2), version=2)
PEOPLE = st.none() | st.sampled_from(["ana", "dan", "eva"])


def said(
    event: OrderEvent, *, known: KnownOrder = KNOWN, version: int = 3, actor: str | None = None
) -> dict[str, Notice]:
    """The notices about an event, by person."""
    occurrence = Occurrence(
        event=event, version=version, on_behalf_of=actor, before=known, after=known.after(event, version)
    )
    notices = decide(occurrence)
    assert len({notice.user for notice in notices}) == len(notices)
    return {notice.user: notice for notice in notices}


def kinds(notices: dict[str, Notice]) -> dict[str, str]:
    return {user: notice.kind for user, notice in notices.items()}


def status_changed(
    status: OrderStatus,
    previous: OrderStatus,
    transition: str,
    user: str | None,
    reason: str | None = None,
) -> OrderStatusChanged:
    return OrderStatusChanged(
        order_id="o1", status=status, previous_status=previous, transition=transition, user_id=user, reason=reason
    )


def failed() -> OrderProcessingFailed:
    return OrderProcessingFailed(
        order_id="o1", document_id="d1", error="encrypted", message=Text(ro="PDF criptat.", en="Encrypted PDF.")
    )


def read(*severities: Severity) -> OrderValidationComplete:
    return OrderValidationComplete(
        order_id="o1",
        document_id="d1",
        kind=DocumentKind.TRANSPORT_ORDER,
        confidence=0.9,
        fields=[],
        issues=[Issue(code="x", severity=severity, message=Text(ro="x", en="x")) for severity in severities],
    )


def changed(user: str | None, **changes: Any) -> OrderUpdated:
    return OrderUpdated(order_id="o1", changes=changes, user_id=user)


def test_a_failed_document_concerns_its_uploader_the_assignee_and_the_creator() -> None:
    notices = said(failed(), actor="eva")
    assert kinds(notices) == dict.fromkeys(["eva", "dan", "ana"], "document_failed")
    assert notices["eva"].message == Text(
        ro="Un document al comenzii FW-2026-000007 nu a putut fi citit: PDF criptat.",
        en="A document of order FW-2026-000007 could not be read: Encrypted PDF.",
    )


def test_a_failed_document_of_an_unknown_order_still_concerns_its_uploader() -> None:
    assert kinds(said(failed(), known=KnownOrder(), actor="eva")) == {"eva": "document_failed"}


def test_issues_that_need_a_person_are_counted() -> None:
    notices = said(read(Severity.ERROR, Severity.WARNING, Severity.INFO), actor="ana")
    assert kinds(notices) == {"ana": "order_needs_review", "dan": "order_needs_review"}
    assert notices["dan"].message == Text(
        ro="Comanda FW-2026-000007: documentul a fost citit, 2 observații de verificat.",
        en="Order FW-2026-000007: the document was read, 2 issues to check.",
    )


def test_a_document_without_such_issues_was_read() -> None:
    assert kinds(said(read(Severity.INFO), actor="ana")) == {"ana": "document_read", "dan": "document_read"}


def test_a_status_changed_by_somebody_else_is_told() -> None:
    event = status_changed(OrderStatus.CANCELLED, OrderStatus.CONFIRMED, "cancel", "dan", "client withdrew.")
    notices = said(event)
    assert kinds(notices) == {"ana": "order_status_changed"}
    assert notices["ana"].message == Text(
        ro="Comanda FW-2026-000007 este acum: anulată: client withdrew.",
        en="Order FW-2026-000007 is now: cancelled: client withdrew.",
    )


def test_a_status_changed_by_the_system_is_told_to_both() -> None:
    event = status_changed(OrderStatus.CONFIRMED, OrderStatus.DRAFT, "extract_done", None)
    assert kinds(said(event, actor="ana")) == dict.fromkeys(["ana", "dan"], "order_status_changed")


def test_that_a_document_was_read_is_said_once() -> None:
    assert said(status_changed(OrderStatus.NEEDS_REVIEW, OrderStatus.DRAFT, "extract_done", None)) == {}


@pytest.mark.parametrize(
    ("transition", "kind"),
    [("hold", "order_on_hold"), ("release", "order_released"), ("report_problem", "order_problem"),
     ("resolve", "order_problem_resolved")],
)  # fmt: skip
def test_what_is_noted_beside_the_status_is_told(transition: str, kind: str) -> None:
    event = status_changed(OrderStatus.ASSIGNED, OrderStatus.ASSIGNED, transition, "eva", "broken axle")
    assert kinds(said(event)) == {"ana": kind, "dan": kind}


def test_a_transition_that_changes_nothing_for_others_is_not_told() -> None:
    event = status_changed(OrderStatus.ASSIGNED, OrderStatus.ASSIGNED, "change_vehicle", "eva")
    assert said(event) == {}


def test_an_assignment_is_told_to_who_got_it_and_who_lost_it() -> None:
    assert kinds(said(changed("ana", assignee="eva"))) == {"eva": "order_assigned", "dan": "order_unassigned"}
    assert kinds(said(changed("ana", assignee=None))) == {"dan": "order_unassigned"}


def test_who_takes_an_order_is_not_told() -> None:
    assert kinds(said(changed("eva", assignee="eva"))) == {"dan": "order_unassigned"}


def test_an_assignment_that_stays_as_it_was_is_not_told() -> None:
    assert said(changed("ana", assignee="dan")) == {}
    assert said(changed("ana", uit="123")) == {}


def test_an_assignment_that_was_overtaken_is_not_told() -> None:
    newer = KnownOrder(number="FW-1", created_by="ana", assignee=Fact("dan", 9), version=9)
    assert said(changed("ana", assignee="eva"), known=newer, version=3) == {}


def test_an_order_created_for_somebody_is_told() -> None:
    event = OrderCreated(
        order_id="o1", number="FW-1", status=OrderStatus.DRAFT, data=OrderData(assignee="dan"), user_id="ana"
    )
    assert kinds(said(event, known=KnownOrder(), version=1)) == {"dan": "order_assigned"}


@given(
    user=PEOPLE,
    actor=PEOPLE,
    known=st.builds(
        KnownOrder, number=st.just("FW-1"), created_by=PEOPLE, assignee=st.builds(Fact, PEOPLE, st.integers(1, 5))
    ),
    assignee=PEOPLE,
    data=st.data(),
)
def test_nobody_is_told_of_their_own_deed(
    user: str | None, actor: str | None, known: KnownOrder, assignee: str | None, data: st.DataObject
) -> None:
    event = data.draw(
        st.sampled_from(
            [
                changed(user, assignee=assignee),
                status_changed(OrderStatus.CONFIRMED, OrderStatus.DRAFT, "confirm", user),
                status_changed(OrderStatus.CONFIRMED, OrderStatus.CONFIRMED, "hold", user),
            ]
        )
    )
    assert user not in said(event, known=known, version=6, actor=actor)
