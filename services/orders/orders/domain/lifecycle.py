"""The order's lifecycle: one table of named transitions, with roles and guards."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from freightwire.events.base import Text
from freightwire.events.orders import OrderStatus

from orders.domain import guards as must
from orders.domain import stops
from orders.domain.view import Command, OrderView, Refusal, RefusalKind, StopStatus

Guard = Callable[[OrderView, Command], Refusal | None]
Choice = Callable[[OrderView, Command], OrderStatus]
S = OrderStatus

DISPATCHER = frozenset({"dispatcher", "lead"})
LEAD = frozenset({"lead"})
ACCOUNTANT = frozenset({"accountant"})
CARRIER = frozenset({"carrier"})
SYSTEM = frozenset({"system"})
"""The role of what the services do by themselves; no token carries it."""

EVERY = frozenset(S)
ENDED = frozenset({S.CLOSED, S.REJECTED, S.CANCELLED})
UNDERWAY = frozenset({S.ASSIGNED, S.IN_PROGRESS})
AFTER_DELIVERY = frozenset({S.DELIVERED, S.DOCUMENTS_OK, S.INVOICED})
BEFORE_DELIVERY = EVERY - AFTER_DELIVERY - ENDED
REOPENABLE = AFTER_DELIVERY | ENDED


@dataclass(frozen=True, slots=True)
class Transition:
    """A row of the table.

    ``targets`` lists where it may lead; empty means that the status stays. Where there are several, or where the
    status may also stay, ``choose`` picks one.
    """

    name: str
    sources: frozenset[OrderStatus]
    targets: frozenset[OrderStatus]
    roles: frozenset[str]
    guards: tuple[Guard, ...] = ()
    choose: Choice | None = None

    def target(self, view: OrderView, command: Command) -> OrderStatus:
        """Where the transition leads from here."""
        if self.choose is not None:
            return self.choose(view, command)
        return next(iter(self.targets), view.status)


def _confirm_or_review(_: OrderView, command: Command) -> OrderStatus:
    return S.CONFIRMED if command.automatic else S.NEEDS_REVIEW


def _back(view: OrderView, _: Command) -> OrderStatus:
    return view.path[-1]


def _report(report: StopStatus) -> Choice:
    def choose(view: OrderView, command: Command) -> OrderStatus:
        return stops.status_after(view, stops.after_report(view.stops, command.stop_id or "", report, command.at))

    return choose


def _row(
    name: str,
    sources: Iterable[OrderStatus],
    targets: Iterable[OrderStatus],
    roles: frozenset[str],
    *guards: Guard,
    choose: Choice | None = None,
) -> Transition:
    return Transition(name, frozenset(sources), frozenset(targets), roles, guards, choose)


_TO_CONFIRM = (
    must.not_on_hold,
    must.required_fields,
    must.stops_in_order,
    must.no_open_error,
    must.warnings_acknowledged,
)
_TO_BUY = (must.not_on_hold, must.carrier_and_price)
_BY_ROAD = DISPATCHER | CARRIER

_ROWS = (
    _row("extract_done", {S.DRAFT}, {S.NEEDS_REVIEW, S.CONFIRMED}, SYSTEM, choose=_confirm_or_review),
    _row("confirm", {S.DRAFT, S.NEEDS_REVIEW}, {S.CONFIRMED}, DISPATCHER, *_TO_CONFIRM),
    _row("reject", {S.DRAFT, S.NEEDS_REVIEW}, {S.REJECTED}, DISPATCHER, must.reason_given),
    _row("offer", {S.CONFIRMED}, {S.OFFERED}, DISPATCHER, *_TO_BUY),
    _row("accept", {S.OFFERED}, {S.ASSIGNED}, _BY_ROAD, must.not_on_hold),
    _row("decline", {S.OFFERED}, {S.CONFIRMED}, _BY_ROAD),
    _row("assign_direct", {S.CONFIRMED}, {S.ASSIGNED}, DISPATCHER, *_TO_BUY),
    _row("change_vehicle", UNDERWAY, (), _BY_ROAD, must.vehicle_named),
    _row("unassign", {S.OFFERED, S.ASSIGNED}, {S.CONFIRMED}, LEAD, must.reason_given),
    *(
        _row(
            name,
            UNDERWAY | AFTER_DELIVERY,
            {S.IN_PROGRESS, S.DELIVERED},
            _BY_ROAD,
            must.stop_known,
            choose=_report(report),
        )
        for name, report in stops.REPORTS.items()
    ),
    _row("documents_ok", {S.DELIVERED}, {S.DOCUMENTS_OK}, DISPATCHER | SYSTEM, must.not_on_hold, must.signed_note),
    _row("invoice", {S.DOCUMENTS_OK}, {S.INVOICED}, ACCOUNTANT, must.not_on_hold, must.invoice_number_given),
    _row("close", {S.INVOICED}, {S.CLOSED}, ACCOUNTANT | SYSTEM, must.not_on_hold, must.paid),
    _row("cancel", BEFORE_DELIVERY, {S.CANCELLED}, DISPATCHER, must.lead_once_offered, must.reason_given),
    _row("reopen", REOPENABLE, EVERY - ENDED, LEAD, must.can_go_back, must.reason_given, choose=_back),
    _row("hold", EVERY - ENDED, (), DISPATCHER, must.not_on_hold, must.reason_given),
    _row("release", EVERY - ENDED, (), DISPATCHER, must.on_hold),
    _row("report_problem", UNDERWAY | {S.DELIVERED}, (), _BY_ROAD, must.problem_named, must.reason_given),
    _row("resolve", EVERY - ENDED, (), _BY_ROAD, must.has_problem),
    _row("record_payment", {S.INVOICED}, (), ACCOUNTANT, must.payment_named),
)
TRANSITIONS: Mapping[str, Transition] = MappingProxyType({row.name: row for row in _ROWS})
"""The whole table by name. ``create`` and ``ingest`` are not in it: they have no state to start from."""


class UnknownTransitionError(LookupError):
    """The table has no transition of that name."""


class TransitionRefusedError(Exception):
    """The transition is not possible; ``refusals`` says why, all reasons at once."""

    def __init__(self, name: str, refusals: tuple[Refusal, ...]) -> None:
        super().__init__(f"{name}: {', '.join(refusal.code for refusal in refusals)}")
        self.name = name
        self.refusals = refusals

    @property
    def kind(self) -> RefusalKind:
        """The weightiest reason: role before state before input."""
        kinds = {refusal.kind for refusal in self.refusals}
        return next(kind for kind in (RefusalKind.ROLE, RefusalKind.STATE, RefusalKind.INPUT) if kind in kinds)


@dataclass(frozen=True, slots=True)
class Possibility:
    """Whether a transition can be taken now. ``needs`` is what the command must bring, ``why_not`` what is in the
    way."""

    transition: Transition
    needs: tuple[Refusal, ...]
    why_not: tuple[Refusal, ...]

    @property
    def allowed(self) -> bool:
        """Nothing is in the way."""
        return not self.why_not


def decide(name: str, view: OrderView, command: Command) -> OrderStatus:
    """The status after the transition.

    Raises:
        UnknownTransitionError: there is none of that name.
        TransitionRefusedError: it is not possible, with every reason.
    """
    transition = TRANSITIONS.get(name)
    if transition is None:
        raise UnknownTransitionError(name)
    refusals = tuple(_refusals(transition, view, command))
    if refusals:
        raise TransitionRefusedError(name, refusals)
    return transition.target(view, command)


def possible(view: OrderView, command: Command) -> list[Possibility]:
    """Every transition that people can ask for, and for each why not. ``command`` carries the roles and nothing
    else."""
    result = []
    for transition in TRANSITIONS.values():
        if transition.roles == SYSTEM:
            continue
        refusals = tuple(_refusals(transition, view, command))
        needs = tuple(refusal for refusal in refusals if refusal.kind is RefusalKind.INPUT)
        result.append(Possibility(transition, needs, tuple(refusal for refusal in refusals if refusal not in needs)))
    return result


def path_after(view: OrderView, target: OrderStatus) -> tuple[OrderStatus, ...]:
    """The states that lead to ``target``; going back shortens the path."""
    if target is view.status:
        return view.path
    if target in view.path:
        return view.path[: view.path.index(target)]
    return (*view.path, view.status)


def _refusals(transition: Transition, view: OrderView, command: Command) -> Iterable[Refusal]:
    if not command.roles & transition.roles:
        roles = ", ".join(sorted(transition.roles - SYSTEM))
        text = Text(ro=f"Permis doar pentru: {roles}.", en=f"Only for: {roles}.")
        yield Refusal(RefusalKind.ROLE, "role_needed", text, tuple(sorted(transition.roles - SYSTEM)))
    if view.status not in transition.sources:
        names = ", ".join(sorted(transition.sources))
        text = Text(ro=f"Doar din starea: {names}.", en=f"Only from: {names}.")
        yield Refusal(RefusalKind.STATE, "wrong_status", text, tuple(sorted(transition.sources)))
        return
    for guard in transition.guards:
        refusal = guard(view, command)
        if refusal is not None:
            yield refusal
