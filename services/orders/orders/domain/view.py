"""What the lifecycle's rules look at: an order as it is, and a command as it was given."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING

from freightwire.events.order_data import OrderData

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from freightwire.events.base import Text
    from freightwire.events.orders import OrderStatus

    from orders.domain.issues import OrderIssue


class StopStatus(StrEnum):
    """The states of a stop; ``done`` and ``failed`` are its ends."""

    PLANNED = "planned"
    EN_ROUTE = "en_route"
    ARRIVED = "arrived"
    DONE = "done"
    FAILED = "failed"


class Payment(StrEnum):
    """How far both sides of the order are paid."""

    NONE = "none"
    PARTIAL = "partial"
    PAID = "paid"


class Problem(StrEnum):
    """What can go wrong on the road."""

    DELAY = "delay"
    DAMAGE = "damage"
    REFUSAL = "refusal"
    BREAKDOWN = "breakdown"
    CUSTOMS = "customs"


class ConsignmentNote(StrEnum):
    """What the order has of a CMR: none, one that was read, or one on which the consignee's signature was found."""

    MISSING = "missing"
    READ = "read"
    SIGNED = "signed"


@dataclass(frozen=True, slots=True)
class StopState:
    """Where a stop stands, and when that was so: the report's own time, not the time it came in."""

    status: StopStatus
    at: datetime


@dataclass(frozen=True, slots=True)
class ReportedProblem:
    """A problem on the road: what, in whose words, since when, and who reported it (None: the service itself)."""

    kind: Problem
    reason: str
    at: datetime
    by: str | None


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderView:
    """An order as the rules see it.

    ``path`` holds the states that led to the present one, without repetition: ``reopen`` goes one back on it. ``tasks``
    are the codes of what is left to do outside the system.
    """

    status: OrderStatus
    data: OrderData = field(default_factory=OrderData)
    path: tuple[OrderStatus, ...] = ()
    hold: str | None = None
    problem: ReportedProblem | None = None
    payment: Payment = Payment.NONE
    invoice_number: str | None = None
    tasks: frozenset[str] = frozenset()
    stops: Mapping[str, StopState] = field(default_factory=dict)
    issues: tuple[OrderIssue, ...] = ()
    consignment_note: ConsignmentNote = ConsignmentNote.MISSING


@dataclass(frozen=True, slots=True, kw_only=True)
class Command:
    """A transition that somebody asks for. ``at`` is when it happened, for reports from the road."""

    roles: frozenset[str]
    at: datetime
    reason: str | None = None
    acknowledge: frozenset[str] = frozenset()
    stop_id: str | None = None
    invoice_number: str | None = None
    signature_seen: bool = False
    problem: Problem | None = None
    payment: Payment | None = None
    truck_plate: str | None = None
    automatic: bool = False
    """The organisation lets orders be confirmed without a person when every critical field is sure."""


class RefusalKind(StrEnum):
    """Why not: the order's state, the asker's role, or something missing in what was asked."""

    STATE = "state"
    ROLE = "role"
    INPUT = "input"


@dataclass(frozen=True, slots=True)
class Refusal:
    """One reason why a transition is not possible, with a stable code. ``fields`` names what is at fault."""

    kind: RefusalKind
    code: str
    message: Text
    fields: tuple[str, ...] = ()
