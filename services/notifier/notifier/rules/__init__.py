"""Whom an event concerns and what they are told. Pure: no database, no broker, no clock.

A rule takes an ``Occurrence`` and yields ``Notice``s. A new rule is a function in a module of this package, listed in
``RULES``, with its texts in ``notifier/templates/messages.toml``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from notifier.rules.assignment import ASSIGNED, UNASSIGNED, assignment, created_for_nobody
from notifier.rules.documents import document_failed, document_read
from notifier.rules.occurrence import Notice, Occurrence
from notifier.rules.partners import carrier_news, customer_news
from notifier.rules.progress import progress, ready_to_invoice

Rule = Callable[[Occurrence], Iterable[Notice]]

RULES: tuple[Rule, ...] = (
    assignment,
    document_failed,
    document_read,
    customer_news,
    carrier_news,
    ready_to_invoice,
    progress,
    created_for_nobody,
)
"""In order of weight: of several notices about one event a person gets the first."""
NEVER_MUTED = frozenset({ASSIGNED, UNASSIGNED})
"""Whose order it is must be known even by who wants to hear nothing else of it."""


def decide(occurrence: Occurrence) -> list[Notice]:
    """Everything that is to be said about an event: at most one notice per person, none to whoever did it, and none
    to who has muted the order.
    """
    muted = occurrence.audience.muted
    notices: dict[str, Notice] = {}
    for rule in RULES:
        for notice in rule(occurrence):
            if notice.user != occurrence.author and (notice.user not in muted or notice.kind in NEVER_MUTED):
                notices.setdefault(notice.user, notice)
    return list(notices.values())


__all__ = ["RULES", "Notice", "Occurrence", "Rule", "decide"]
