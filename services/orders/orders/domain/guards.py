"""The guards of the lifecycle: each looks at one thing and says why not, or nothing."""

from __future__ import annotations

from freightwire.events.base import Text
from freightwire.events.extraction import Severity
from freightwire.events.order_data import OrderData, StopKind
from freightwire.events.orders import OrderStatus

from orders.domain.view import Command, ConsignmentNote, OrderView, Payment, Refusal, RefusalKind

BEFORE_OFFER = frozenset({OrderStatus.DRAFT, OrderStatus.NEEDS_REVIEW, OrderStatus.CONFIRMED})


def _state(code: str, ro: str, en: str, *fields: str) -> Refusal:
    return Refusal(RefusalKind.STATE, code, Text(ro=ro, en=en), fields)


def _input(code: str, ro: str, en: str, *fields: str) -> Refusal:
    return Refusal(RefusalKind.INPUT, code, Text(ro=ro, en=en), fields)


def required_fields(view: OrderView, _: Command) -> Refusal | None:
    """The client, the sale price, and a place and a date at each stop."""
    missing = missing_fields(view.data)
    if not missing:
        return None
    return _state("fields_missing", "Lipsesc câmpuri obligatorii.", "Required fields are missing.", *missing)


def missing_fields(data: OrderData) -> list[str]:
    """The required fields that have no value, in the order in which a person would fill them."""
    missing = []
    if not data.client.name:
        missing.append("client.name")
    if data.sale.amount is None or data.sale.amount <= 0:
        missing.append("sale.amount")
    if not data.sale.currency:
        missing.append("sale.currency")
    for index, stop in enumerate(data.stops):
        missing += [
            f"stops.{index}.{name}"
            for name, value in (
                ("kind", stop.kind),
                ("city", stop.city),
                ("country", stop.country),
                ("date", stop.date),
            )
            if not value
        ]
    return missing


def stops_in_order(view: OrderView, _: Command) -> Refusal | None:
    """A loading, and an unloading after it, with dates that do not run backwards."""
    kinds = [stop.kind for stop in view.data.stops]
    loading = kinds.index(StopKind.LOADING) if StopKind.LOADING in kinds else None
    if loading is None or StopKind.UNLOADING not in kinds[loading:]:
        return _state(
            "stops_incomplete",
            "Este nevoie de o încărcare și apoi de o descărcare.",
            "A loading stop and an unloading stop after it are needed.",
            "stops",
        )
    dates = [stop.date for stop in view.data.stops if stop.date]
    if dates != sorted(dates):
        return _state(
            "stops_out_of_order",
            "Datele opririlor nu sunt în ordine.",
            "The dates of the stops are not in order.",
            "stops",
        )
    return None


def no_open_error(view: OrderView, _: Command) -> Refusal | None:
    """No issue of severity error is open."""
    errors = [found for found in view.issues if found.issue.severity is Severity.ERROR]
    if not errors:
        return None
    return _state(
        "errors_open",
        "Sunt erori nerezolvate.",
        "There are errors that nobody has settled.",
        *(found.id for found in errors),
    )


def warnings_acknowledged(view: OrderView, command: Command) -> Refusal | None:
    """Each warning has been nodded at, before or with the command."""
    left = [
        found.id
        for found in view.issues
        if found.issue.severity is Severity.WARNING and not found.acknowledged and found.id not in command.acknowledge
    ]
    if not left:
        return None
    return _input(
        "warnings_not_acknowledged",
        "Avertismentele trebuie confirmate (acknowledge).",
        "The warnings must be acknowledged: name them in “acknowledge”.",
        *left,
    )


def carrier_and_price(view: OrderView, _: Command) -> Refusal | None:
    """A carrier is named, and the purchase price is above 0."""
    missing = [] if view.data.carrier.name else ["carrier.name"]
    if view.data.purchase.amount is None or view.data.purchase.amount <= 0:
        missing.append("purchase.amount")
    if not missing:
        return None
    return _state(
        "carrier_or_price_missing",
        "Este nevoie de un transportator și de un preț de cumpărare mai mare ca 0.",
        "A carrier and a purchase price above 0 are needed.",
        *missing,
    )


def reason_given(_: OrderView, command: Command) -> Refusal | None:
    """The command says why."""
    if command.reason and command.reason.strip():
        return None
    return _input("reason_missing", "Este nevoie de un motiv.", "A reason is needed.", "reason")


def lead_once_offered(view: OrderView, command: Command) -> Refusal | None:
    """From the offer on, only a lead may."""
    if view.status in BEFORE_OFFER or "lead" in command.roles:
        return None
    text = Text(ro="După ofertare, doar șeful de echipă.", en="Once the order is offered, only a team lead may.")
    return Refusal(RefusalKind.ROLE, "lead_needed", text)


def not_on_hold(view: OrderView, _: Command) -> Refusal | None:
    """An order on hold does not move forward."""
    if view.hold is None:
        return None
    return _state("on_hold", f"Comanda este oprită: {view.hold}", f"The order is on hold: {view.hold}")


def on_hold(view: OrderView, _: Command) -> Refusal | None:
    """There is a hold to release."""
    if view.hold is not None:
        return None
    return _state("not_on_hold", "Comanda nu este oprită.", "The order is not on hold.")


def has_problem(view: OrderView, _: Command) -> Refusal | None:
    """There is a problem to resolve."""
    if view.problem is not None:
        return None
    return _state("no_problem", "Nu este raportată nicio problemă.", "No problem is reported.")


def problem_named(_: OrderView, command: Command) -> Refusal | None:
    """The command says what kind of problem it is."""
    if command.problem is not None:
        return None
    return _input("problem_missing", "Felul problemei lipsește.", "The kind of problem is needed.", "problem")


def stop_known(view: OrderView, command: Command) -> Refusal | None:
    """The command names a stop of the order."""
    if command.stop_id and any(stop.id == command.stop_id for stop in view.data.stops):
        return None
    return _input("stop_unknown", "Oprirea nu este a comenzii.", "That is not a stop of this order.", "stopId")


def vehicle_named(_: OrderView, command: Command) -> Refusal | None:
    """The command names the new truck."""
    if command.truck_plate:
        return None
    return _input("plate_missing", "Numărul camionului lipsește.", "The truck's plate is needed.", "truckPlate")


def signed_note(view: OrderView, command: Command) -> Refusal | None:
    """A CMR was read, and the consignee's signature was found on it, or a person says that they see it."""
    if view.consignment_note is ConsignmentNote.MISSING:
        return _state("cmr_missing", "Lipsește un CMR.", "There is no consignment note (CMR).")
    if view.consignment_note is ConsignmentNote.SIGNED or command.signature_seen:
        return None
    return _input(
        "signature_not_seen",
        "Semnătura destinatarului pe CMR trebuie confirmată.",
        "The consignee's signature on the CMR must be confirmed.",
        "signatureSeen",
    )


def invoice_number_given(_: OrderView, command: Command) -> Refusal | None:
    """The command names the invoice."""
    if command.invoice_number and command.invoice_number.strip():
        return None
    return _input(
        "invoice_number_missing",
        "Numărul facturii lipsește.",
        "The invoice number is needed.",
        "invoiceNumber",
    )


def payment_named(_: OrderView, command: Command) -> Refusal | None:
    """The command says how far the order is paid."""
    if command.payment is not None:
        return None
    return _input("payment_missing", "Starea plății lipsește.", "The state of payment is needed.", "payment")


def paid(view: OrderView, _: Command) -> Refusal | None:
    """Both sides are paid."""
    if view.payment is Payment.PAID:
        return None
    return _state("not_paid", "Nu este plătită de ambele părți.", "It is not paid on both sides.")


def can_go_back(view: OrderView, _: Command) -> Refusal | None:
    """There is a state before this one."""
    if view.path:
        return None
    return _state("no_state_before", "Nu există o stare anterioară.", "There is no state before this one.")
