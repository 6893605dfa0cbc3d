"""Whom an event concerns and what they are told. Pure: no database, no broker, no clock.

A rule takes an ``Occurrence`` and yields ``Notice``s. A new rule is a function in a module of this package, listed in
``RULES``, with its texts in ``notifier/templates/messages.toml``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable

from notifier.rules.assignment import assignment
from notifier.rules.documents import document_failed, document_read
from notifier.rules.occurrence import Notice, Occurrence
from notifier.rules.progress import progress

Rule = Callable[[Occurrence], Iterable[Notice]]

RULES: tuple[Rule, ...] = (assignment, document_failed, document_read, progress)
"""In order of weight: of several notices about one event a person gets the first."""


def decide(occurrence: Occurrence) -> list[Notice]:
    """Everything that is to be said about an event: at most one notice per person, none to whoever did it."""
    notices: dict[str, Notice] = {}
    for rule in RULES:
        for notice in rule(occurrence):
            if notice.user != occurrence.author:
                notices.setdefault(notice.user, notice)
    return list(notices.values())


__all__ = ["RULES", "Notice", "Occurrence", "Rule", "decide"]
