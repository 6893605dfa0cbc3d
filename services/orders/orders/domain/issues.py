"""Which issues of an order still wait for a person."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from freightwire.events.base import Text
from freightwire.events.extraction import Issue, Severity

from orders.domain.order_data import ITEM_LISTS
from orders.domain.sources import PERSON, is_from

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable

    from orders.domain.order_data import JsonObject
    from orders.domain.sources import Sources

UIT_UPDATE = "uit_update_due"


@dataclass(frozen=True, slots=True)
class OrderIssue:
    """An issue of one of the order's documents, or of the order itself (``document_id`` None)."""

    id: str
    issue: Issue
    document_id: str | None
    acknowledged: bool


def issue_id(document_id: str | None, issue: Issue) -> str:
    """The name by which an issue is acknowledged; the same when the document is read again and says the same."""
    return f"{document_id or 'order'}:{issue.code}:{issue.field or ''}"


def open_issues(
    found: Iterable[tuple[str | None, Issue]],
    data: JsonObject,
    sources: Sources,
    acknowledged: Collection[str],
) -> list[OrderIssue]:
    """The issues that are not settled: a person who set the field that an issue is about has settled it."""
    result: dict[str, OrderIssue] = {}
    for document_id, issue in found:
        if issue.field and _set_by_person(issue.field, data, sources):
            continue
        name = issue_id(document_id, issue)
        result[name] = OrderIssue(name, issue, document_id, name in acknowledged)
    return list(result.values())


def named(found: Iterable[tuple[str, Issue]], acknowledged: Collection[str]) -> list[OrderIssue]:
    """Issues that no person settles by setting a field: they last as long as what they are about."""
    result = {}
    for document_id, issue in found:
        name = issue_id(document_id, issue)
        result[name] = OrderIssue(name, issue, document_id, name in acknowledged)
    return list(result.values())


def uit_update_due() -> Issue:
    """The task that a change of vehicle raises when the consignment has a UIT code (RO e-Transport)."""
    return Issue(
        code=UIT_UPDATE,
        severity=Severity.WARNING,
        message=Text(
            ro="Vehiculul s-a schimbat: actualizați vehiculul la codul UIT în RO e-Transport.",
            en="The vehicle changed: update the vehicle of the UIT code in RO e-Transport.",
        ),
    )


def _set_by_person(path: str, data: JsonObject, sources: Sources) -> bool:
    words = path.split(".")
    if words[0] in ITEM_LISTS and len(words) > 1:
        items = data.get(words[0], [])
        if not words[1].isdecimal() or int(words[1]) >= len(items):
            return False
        words[1] = items[int(words[1])]["id"]
    return is_from(sources, ".".join(words), PERSON)
