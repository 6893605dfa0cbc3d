"""Whom an event concerns and what they are told."""

from __future__ import annotations

from dataclasses import replace
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
from notifier.rules.audience import Audience
from notifier.rules.kinds import KINDS
from notifier.rules.known_order import Fact, KnownOrder

KNOWN = KnownOrder(number="FW-2026-000007", created_by="ana", assignee=Fact("dan", 2), version=2)
PEOPLE = st.none() | st.sampled_from(["ana", "dan", "eva"])


def said(
    event: OrderEvent,
    *,
    known: KnownOrder = KNOWN,
    version: int = 3,
    actor: str | None = None,
    audience: Audience | None = None,
) -> dict[str, Notice]:
    """The notices about an event, by person."""
    occurrence = Occurrence(
        event=event,
        version=version,
        on_behalf_of=actor,
        before=known,
        after=known.after(event, version),
        audience=audience or Audience(),
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


AUDIENCE = Audience(
    leads=frozenset({"lea"}),
    accountants=frozenset({"alex"}),
    watchers=frozenset({"wim"}),
    followers=frozenset({"flo"}),
    customers=frozenset({"cora"}),
    carriers=frozenset({"carl"}),
)
S = OrderStatus


@pytest.mark.parametrize(
    ("event", "expected"),
    [
        (status_changed(S.CONFIRMED, S.NEEDS_REVIEW, "confirm", "dan"), {"cora": "shipment_update"}),
        (status_changed(S.CONFIRMED, S.OFFERED, "decline", "dan"), {"carl": "order_withdrawn"}),
        (status_changed(S.OFFERED, S.CONFIRMED, "offer", "dan"), {"carl": "order_offered"}),
        (status_changed(S.ASSIGNED, S.CONFIRMED, "assign_direct", "dan"), {"carl": "order_entrusted"}),
        (status_changed(S.ASSIGNED, S.OFFERED, "accept", "carl"), {}),
        (status_changed(S.DELIVERED, S.IN_PROGRESS, "stop_done", "carl"), {"cora": "shipment_update"}),
        (
            status_changed(S.CANCELLED, S.ASSIGNED, "cancel", "dan"),
            {"cora": "shipment_update", "carl": "order_withdrawn", "lea": "order_status_changed"},
        ),
        (status_changed(S.DOCUMENTS_OK, S.DELIVERED, "documents_ok", "dan"), {"alex": "order_ready_to_invoice"}),
        (status_changed(S.ASSIGNED, S.ASSIGNED, "report_problem", "carl"), {"lea": "order_problem"}),
        (failed(), {}),
        (read(Severity.ERROR), {}),
        (changed("ana", uit="1"), {}),
    ],
)
def test_each_role_hears_of_what_is_its_own(event: OrderEvent, expected: dict[str, str]) -> None:
    beside_the_desk = {"lea", "alex", "cora", "carl"}
    notices = said(event, audience=AUDIENCE)
    assert {user: kind for user, kind in kinds(notices).items() if user in beside_the_desk} == expected


def test_those_who_asked_hear_what_the_assignee_hears() -> None:
    assert {"wim", "flo"} <= set(kinds(said(failed(), audience=AUDIENCE)))
    assert {"wim", "flo"} <= set(kinds(said(status_changed(S.CONFIRMED, S.DRAFT, "confirm", "eva"), audience=AUDIENCE)))


def test_partners_hear_no_reasons_and_carriers_no_reference() -> None:
    known = KnownOrder(number="FW-7", created_by="ana", reference=Fact("CLIENT-REF", 2), version=2)
    event = status_changed(S.CANCELLED, S.ASSIGNED, "cancel", "dan", "the margin was too low")
    notices = said(event, known=known, audience=AUDIENCE)
    assert "margin" not in notices["cora"].message.en + notices["carl"].message.en
    assert notices["carl"].message.en == "Transport FW-7 was withdrawn from you."
    assert "CLIENT-REF" in notices["cora"].message.en


def test_a_muted_order_is_silent_but_for_whose_it_is() -> None:
    muted = Audience(muted=frozenset({"dan", "eva"}))
    assert kinds(said(failed(), audience=muted)) == {"ana": "document_failed"}
    assert kinds(said(changed("ana", assignee="eva"), audience=muted)) == {
        "eva": "order_assigned",
        "dan": "order_unassigned",
    }


def test_an_order_that_nobody_has_is_the_leads_business() -> None:
    event = OrderCreated(order_id="o1", number="FW-1", status=S.DRAFT, data=OrderData(), user_id="ana")
    assert kinds(said(event, known=KnownOrder(), version=1, audience=AUDIENCE)) == dict.fromkeys(
        ["flo", "lea"], "order_created"
    )


@given(
    author=st.sampled_from(["ana", "dan", "eva", "lea", "alex", "wim", "flo", "cora", "carl"]),
    status=st.sampled_from(S), previous=st.sampled_from(S), transition=st.sampled_from(["x", "hold", "report_problem"]),
    muted=st.frozensets(st.sampled_from(["dan", "wim", "cora", "lea"])),
)  # fmt: skip
def test_nobody_hears_of_their_own_deed_nor_of_what_they_muted(
    author: str, status: OrderStatus, previous: OrderStatus, transition: str, muted: frozenset[str]
) -> None:
    event = status_changed(status, previous, transition, author)
    heard = set(said(event, audience=replace(AUDIENCE, muted=muted)))
    assert author not in heard
    assert not heard & muted


def test_every_notice_is_of_a_known_kind_with_texts() -> None:
    for event in (failed(), read(), read(Severity.ERROR), status_changed(S.OFFERED, S.CONFIRMED, "offer", None)):
        for notice in said(event, audience=AUDIENCE).values():
            assert notice.kind in KINDS
