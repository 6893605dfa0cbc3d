"""Why a command was refused. The API and the handlers turn these into their own answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from orders.domain.merging import Conflict
    from orders.storage.tables import DocumentRow, OrderRow


class NotFoundError(LookupError):
    """There is no such thing, or not for who asks."""


class OrderEndedError(Exception):
    """A closed, rejected or cancelled order is not changed any more; reopen it first."""

    def __init__(self, status: str) -> None:
        super().__init__(status)
        self.status = status


class DuplicateOrderError(Exception):
    """The client already has an order with this reference."""

    def __init__(self, existing: OrderRow) -> None:
        super().__init__(existing.id)
        self.existing_id, self.number = existing.id, existing.number


class DuplicateFileError(Exception):
    """The organisation already has a document with the same bytes.

    ``order_id`` and ``document_id`` say where; None where that order is beyond the rights of who asks.
    """

    def __init__(self, existing: DocumentRow, *, visible: bool) -> None:
        super().__init__(existing.id)
        self.order_id = existing.order_id if visible else None
        self.document_id = existing.id if visible else None


class VersionUnknownError(Exception):
    """The edit is based on a version that the order never had."""

    def __init__(self, current: int) -> None:
        super().__init__(f"the order is at version {current}")
        self.current = current


class EditConflictError(Exception):
    """Somebody else changed the same fields. The ``order:conflict`` event is recorded: commit, then answer."""

    def __init__(self, base_version: int, current_version: int, conflicts: Sequence[Conflict]) -> None:
        super().__init__(", ".join(conflict.field for conflict in conflicts))
        self.base_version = base_version
        self.current_version = current_version
        self.conflicts = conflicts


class ValueChangedError(Exception):
    """What somebody agreed to is not what the order says any more."""

    def __init__(self, fields: Sequence[str]) -> None:
        super().__init__(", ".join(fields))
        self.fields = fields


class NotRetryableError(Exception):
    """The document is being read just now. After ``wait_seconds`` it may be asked for again all the same."""

    def __init__(self, document_id: str, wait_seconds: int) -> None:
        super().__init__(document_id)
        self.wait_seconds = wait_seconds


class AlreadyThereError(Exception):
    """The document belongs to that order already."""


class MovedMeanwhileError(Exception):
    """Somebody moved the document to another order at the same moment."""


class KeyReusedError(Exception):
    """The ``Idempotency-Key`` belongs to another request."""
