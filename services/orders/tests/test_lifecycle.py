"""The lifecycle's table and its guards."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from random import Random

import pytest
from freightwire.events.base import Text
from freightwire.events.extraction import Issue, Severity
from freightwire.events.order_data import OrderData
from freightwire.events.orders import OrderStatus as S
from hypothesis import given
from hypothesis import strategies as st
from orders.domain import stops
from orders.domain.issues import OrderIssue
from orders.domain.lifecycle import (
    TRANSITIONS,
    TransitionRefusedError,
    UnknownTransitionError,
    decide,
    path_after,
    possible,
)
from orders.domain.moving import after
from orders.domain.view import (
    Command,
    ConsignmentNote,
    OrderView,
    Payment,
    Problem,
    RefusalKind,
    StopState,
    StopStatus,
)

NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)
ROLES = ("dispatcher", "lead", "accountant", "carrier", "viewer", "system")
COMPLETE = OrderData.model_validate(
    {
        "client": {"name": "Client SRL"},
        "carrier": {"name": "Carrier SRL"},
        "sale": {"amount": 1200, "currency": "EUR"},
        "purchase": {"amount": 1000, "currency": "EUR"},
        "stops": [
            {"id": "a", "kind": "loading", "city": "Cluj", "country": "RO", "date": "2026-11-24"},
            {"id": "b", "kind": "unloading", "city": "Graz", "country": "AT", "date": "2026-11-26"},
        ],
    }
)


def command(role: str = "dispatcher", **given_: object) -> Command:
    return Command(roles=frozenset({role}), at=NOON, **given_)  # type: ignore[arg-type]


def order_issue(severity: Severity, *, acknowledged: bool = False) -> OrderIssue:
    issue = Issue(code="iban", severity=severity, message=Text(ro="r", en="e"))
    return OrderIssue("d:iban:", issue, "d", acknowledged)


def codes(name: str, view: OrderView, asked: Command) -> set[str]:
    with pytest.raises(TransitionRefusedError) as caught:
        decide(name, view, asked)
    return {refusal.code for refusal in caught.value.refusals}


def test_confirm_takes_a_complete_order() -> None:
    """A complete order without issues can be confirmed from draft and from review."""
    for status in (S.DRAFT, S.NEEDS_REVIEW):
        assert decide("confirm", OrderView(status=status, data=COMPLETE), command()) is S.CONFIRMED


def test_confirm_names_every_missing_field() -> None:
    """An empty order is told all that it lacks at once."""
    view = OrderView(status=S.DRAFT)
    with pytest.raises(TransitionRefusedError) as caught:
        decide("confirm", view, command())
    assert {refusal.code for refusal in caught.value.refusals} == {"fields_missing", "stops_incomplete"}
    assert caught.value.refusals[0].fields == ("client.name", "sale.amount", "sale.currency")
    assert caught.value.kind is RefusalKind.STATE


def test_confirm_wants_loading_before_unloading() -> None:
    """An unloading before the only loading is not an order of stops."""
    backwards = COMPLETE.model_copy(update={"stops": COMPLETE.stops[::-1]})
    assert codes("confirm", OrderView(status=S.DRAFT, data=backwards), command()) == {"stops_incomplete"}


def test_confirm_wants_dates_in_order() -> None:
    """A stop must not come before the one ahead of it."""
    late = COMPLETE.stops[0].model_copy(update={"date": date(2026, 11, 30)})
    data = COMPLETE.model_copy(update={"stops": [late, COMPLETE.stops[1]]})
    assert codes("confirm", OrderView(status=S.DRAFT, data=data), command()) == {"stops_out_of_order"}


def test_an_open_error_stops_confirm_and_a_warning_needs_a_nod() -> None:
    """Errors must be settled; warnings are acknowledged before the command or with it."""
    view = OrderView(status=S.NEEDS_REVIEW, data=COMPLETE)
    assert codes("confirm", replace(view, issues=(order_issue(Severity.ERROR),)), command()) == {"errors_open"}
    warned = replace(view, issues=(order_issue(Severity.WARNING),))
    assert codes("confirm", warned, command()) == {"warnings_not_acknowledged"}
    assert decide("confirm", warned, command(acknowledge=frozenset({"d:iban:"}))) is S.CONFIRMED
    nodded = replace(view, issues=(order_issue(Severity.WARNING, acknowledged=True),))
    assert decide("confirm", nodded, command()) is S.CONFIRMED


@pytest.mark.parametrize("name", ["offer", "assign_direct"])
def test_buying_needs_a_carrier_and_a_price(name: str) -> None:
    """Neither an offer nor a direct assignment goes out without a carrier and a price above 0."""
    bare = OrderData.model_validate({"purchase": {"amount": 0}})
    view = OrderView(status=S.CONFIRMED, data=bare)
    with pytest.raises(TransitionRefusedError) as caught:
        decide(name, view, command())
    assert caught.value.refusals[0].fields == ("carrier.name", "purchase.amount")
    assert decide(name, OrderView(status=S.CONFIRMED, data=COMPLETE), command()) in (S.OFFERED, S.ASSIGNED)


@pytest.mark.parametrize("name", ["reject", "cancel"])
def test_a_reason_is_needed(name: str) -> None:
    """Leaving the lifecycle needs a reason that is more than blanks."""
    view = OrderView(status=S.DRAFT)
    assert codes(name, view, command()) == {"reason_missing"}
    assert codes(name, view, command(reason="  ")) == {"reason_missing"}
    assert decide(name, view, command(reason="client withdrew")) in (S.REJECTED, S.CANCELLED)


def test_cancel_is_the_leads_once_offered() -> None:
    """A dispatcher cancels up to confirmed, a lead up to delivery, nobody after."""
    asked = command(reason="x")
    assert decide("cancel", OrderView(status=S.CONFIRMED), asked) is S.CANCELLED
    assert codes("cancel", OrderView(status=S.OFFERED), asked) == {"lead_needed"}
    assert decide("cancel", OrderView(status=S.IN_PROGRESS), command("lead", reason="x")) is S.CANCELLED
    assert codes("cancel", OrderView(status=S.DELIVERED), command("lead", reason="x")) == {"wrong_status"}


def test_a_viewer_may_do_nothing() -> None:
    """Every transition is refused to a viewer, because of the role."""
    view = OrderView(status=S.DRAFT, data=COMPLETE)
    for entry in possible(view, command("viewer")):
        assert not entry.allowed
        assert RefusalKind.ROLE in {refusal.kind for refusal in entry.why_not}


def test_possible_tells_needs_from_obstacles() -> None:
    """What the command must bring is a need; what the order lacks is a reason why not."""
    found = {entry.transition.name: entry for entry in possible(OrderView(status=S.DRAFT), command())}
    assert found["reject"].allowed
    assert [need.code for need in found["reject"].needs] == ["reason_missing"]
    assert not found["confirm"].allowed
    assert "extract_done" not in found


def test_stop_reports_lead_from_assigned_to_delivered() -> None:
    """The first report starts the journey, the last unloading done ends it."""
    view = OrderView(status=S.ASSIGNED, data=COMPLETE)
    assert decide("stop_arrived", view, command("carrier", stop_id="a")) is S.IN_PROGRESS
    assert decide("stop_done", view, command("carrier", stop_id="b")) is S.DELIVERED
    assert codes("stop_done", view, command("carrier", stop_id="zz")) == {"stop_unknown"}


def test_a_late_report_never_moves_back() -> None:
    """A report older than what is known, or an arrival after the end, changes nothing."""
    known = {"a": StopState(StopStatus.DONE, NOON)}
    before, after = NOON - timedelta(hours=1), NOON + timedelta(hours=1)
    assert stops.after_report(known, "a", StopStatus.FAILED, before) is known
    assert stops.after_report(known, "a", StopStatus.ARRIVED, after) is known
    assert stops.after_report(known, "a", StopStatus.FAILED, after)["a"].status is StopStatus.FAILED
    arrived = {"a": StopState(StopStatus.ARRIVED, NOON)}
    assert stops.after_report(arrived, "a", StopStatus.EN_ROUTE, after) is arrived
    assert stops.after_report(arrived, "a", StopStatus.DONE, before)["a"].status is StopStatus.DONE
    delivered = OrderView(status=S.DELIVERED, data=COMPLETE)
    assert decide("stop_arrived", delivered, command("carrier", stop_id="a")) is S.DELIVERED


def test_documents_ok_needs_a_signed_note() -> None:
    """No CMR, no documents_ok; one without a signature needs a person who sees it."""
    view = OrderView(status=S.DELIVERED)
    assert codes("documents_ok", view, command()) == {"cmr_missing"}
    read = replace(view, consignment_note=ConsignmentNote.READ)
    assert codes("documents_ok", read, command()) == {"signature_not_seen"}
    assert decide("documents_ok", read, command(signature_seen=True)) is S.DOCUMENTS_OK
    assert decide("documents_ok", replace(view, consignment_note=ConsignmentNote.SIGNED), command()) is S.DOCUMENTS_OK


def test_the_end_is_the_accountants() -> None:
    """Invoicing needs a number, closing needs payment on both sides."""
    clerk = command("accountant")
    assert codes("invoice", OrderView(status=S.DOCUMENTS_OK), clerk) == {"invoice_number_missing"}
    assert decide("invoice", OrderView(status=S.DOCUMENTS_OK), replace(clerk, invoice_number="F1")) is S.INVOICED
    assert codes("close", OrderView(status=S.INVOICED, payment=Payment.PARTIAL), clerk) == {"not_paid"}
    assert decide("close", OrderView(status=S.INVOICED, payment=Payment.PAID), clerk) is S.CLOSED


def test_reopen_goes_back_to_the_state_before() -> None:
    """A cancelled order returns to where it was cancelled from."""
    view = OrderView(status=S.CANCELLED, path=(S.DRAFT, S.CONFIRMED))
    assert decide("reopen", view, command("lead", reason="a mistake")) is S.CONFIRMED
    assert path_after(view, S.CONFIRMED) == (S.DRAFT,)


def test_hold_stops_the_way_forward() -> None:
    """An order on hold can neither be confirmed nor held again; it can be released."""
    held = OrderView(status=S.NEEDS_REVIEW, data=COMPLETE, hold="client checks")
    assert codes("confirm", held, command()) == {"on_hold"}
    assert codes("hold", held, command(reason="again")) == {"on_hold"}
    assert decide("release", held, command()) is S.NEEDS_REVIEW


def test_an_unknown_transition_is_named() -> None:
    """Asking for what is not in the table is its own error."""
    with pytest.raises(UnknownTransitionError):
        decide("teleport", OrderView(status=S.DRAFT), command())


asked_for = st.builds(
    Command,
    roles=st.frozensets(st.sampled_from(ROLES), min_size=1, max_size=2),
    at=st.integers(0, 50).map(lambda minutes: NOON + timedelta(minutes=minutes)),
    reason=st.sampled_from([None, "because"]),
    stop_id=st.sampled_from([None, "a", "b", "zz"]),
    invoice_number=st.sampled_from([None, "F1"]),
    signature_seen=st.booleans(),
    problem=st.sampled_from([None, Problem.DELAY]),
    payment=st.sampled_from([None, *Payment]),
    truck_plate=st.sampled_from([None, "CJ10ABC"]),
    automatic=st.booleans(),
)


FORWARD = {"confirm", "offer", "accept", "assign_direct", "documents_ok", "invoice", "close"}
"""What moves an order forward by somebody's decision. What the road reports is a fact, and holds cannot stop it."""


@given(
    st.lists(st.tuples(st.sampled_from(sorted(TRANSITIONS)), asked_for), min_size=1, max_size=60),
    st.sampled_from(list(ConsignmentNote)),
)
def test_no_sequence_leaves_the_table(steps: list[tuple[str, Command]], note: ConsignmentNote) -> None:
    """Whatever is asked for in whatever order, each step taken is a row of the table, by a role that may."""
    view = OrderView(status=S.DRAFT, data=COMPLETE, consignment_note=note)
    for name, asked in steps:
        try:
            target = decide(name, view, asked)
        except TransitionRefusedError:
            continue
        row = TRANSITIONS[name]
        assert view.status in row.sources
        assert asked.roles & row.roles
        assert target in row.targets or (target is view.status and (not row.targets or name.startswith("stop_")))
        assert view.hold is None or name not in FORWARD
        if name == "reopen":
            # Only back along a way that the table has forward.
            assert any(target in other.sources and view.status in other.targets for other in TRANSITIONS.values())
        before, view = view, after(view, name, target, asked, user="u")
        assert view.status is target
        assert len(view.path) == len(set(view.path))
        assert target not in view.path
        if name in ("hold", "release", "report_problem", "resolve", "record_payment", "change_vehicle"):
            assert (view.status, view.path, view.stops) == (before.status, before.path, before.stops)


@given(st.lists(st.tuples(st.sampled_from(sorted(TRANSITIONS)), asked_for), max_size=40), asked_for)
def test_hold_and_release_lead_back_to_where_it_was(steps: list[tuple[str, Command]], asked: Command) -> None:
    """An order that was held and released is the order that it was before."""
    view = walked(steps)
    lead = replace(asked, roles=frozenset({"lead"}), reason="because")
    if view.hold is not None or view.status not in TRANSITIONS["hold"].sources:
        return
    held = after(view, "hold", decide("hold", view, lead), lead, user="u")
    assert held.hold == "because"
    assert after(held, "release", decide("release", held, lead), lead, user="u") == view


@given(
    st.lists(st.tuples(st.sampled_from(sorted(TRANSITIONS)), asked_for), max_size=40),
    st.sampled_from(sorted(set(TRANSITIONS) - {"reopen"})),
    asked_for,
)
def test_reopen_leads_back_to_the_state_before(steps: list[tuple[str, Command]], last: str, asked: Command) -> None:
    """Whatever step led to where an order can be reopened, reopening takes back that step."""
    view = walked(steps)
    try:
        ended = after(view, last, decide(last, view, asked), asked, user="u")
    except TransitionRefusedError:
        return
    if ended.status is view.status or ended.status not in TRANSITIONS["reopen"].sources:
        return
    lead = command("lead", reason="a mistake")
    assert decide("reopen", ended, lead) is view.status
    assert after(ended, "reopen", view.status, lead, user="u").path == view.path


def walked(steps: list[tuple[str, Command]]) -> OrderView:
    view = OrderView(status=S.DRAFT, data=COMPLETE, consignment_note=ConsignmentNote.SIGNED)
    for name, asked in steps:
        try:
            view = after(view, name, decide(name, view, asked), asked, user="u")
        except TransitionRefusedError:
            continue
    return view


REPORTS = st.lists(
    st.tuples(
        st.sampled_from(sorted(stops.REPORTS)),
        st.sampled_from(["a", "b"]),
        st.integers(0, 10).map(lambda hours: NOON + timedelta(hours=hours)),
    ),
    max_size=12,
)


def reported(view: OrderView, reports: list[tuple[str, str, datetime]]) -> OrderView:
    order = list(S)
    for name, stop_id, at in reports:
        asked = Command(roles=frozenset({"carrier"}), at=at, stop_id=stop_id)
        target = decide(name, view, asked)
        assert order.index(target) >= order.index(view.status), "a report moved the order back"
        view = after(view, name, target, asked, user="u")
    return view


@given(REPORTS, st.randoms(use_true_random=False), st.integers(0, 3))
def test_reports_lead_to_the_same_stops_in_whatever_order_they_come(
    reports: list[tuple[str, str, datetime]], random: Random, doubled: int
) -> None:
    """Late, doubled and out of order: the outcome is that of the reports as they happened."""
    assigned = OrderView(status=S.ASSIGNED, data=COMPLETE)
    shuffled = [*reports, *reports[:doubled]]
    random.shuffle(shuffled)

    straight, mixed = reported(assigned, reports), reported(assigned, shuffled)

    assert mixed.stops == straight.stops
    if all(name != "stop_failed" for name, _, _ in reports):
        assert mixed.status is straight.status


@given(REPORTS)
def test_a_report_that_comes_again_does_not_undo_a_reopen(reports: list[tuple[str, str, datetime]]) -> None:
    """A lead took a delivery back; the carrier's system sends its reports once more."""
    delivered = reported(
        OrderView(status=S.ASSIGNED, data=COMPLETE), [*reports, ("stop_done", "b", NOON + timedelta(hours=20))]
    )
    lead = command("lead", reason="not yet")
    reopened = after(delivered, "reopen", decide("reopen", delivered, lead), lead, user="u")
    again = [(name, stop_id, at) for name, stop_id, at in reports if delivered.stops[stop_id].at >= at]

    assert reported(reopened, [*again, ("stop_done", "b", NOON + timedelta(hours=20))]).status is reopened.status
