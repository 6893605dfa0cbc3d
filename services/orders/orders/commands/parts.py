"""The files in a document that are documents of their own: an e-mail's attachments.

All of it happens in the transaction that stores what was read of the e-mail. So an attachment is never lost between
two events, and never added twice: the result is applied once, and no organisation has the same file twice.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from freightwire.events.base import Text
from freightwire.events.extraction import Issue, Severity
from freightwire.identifiers import new_id

from orders.commands.documents import StoredFile, put_document
from orders.domain.filetypes import ACCEPTED, safe_name

if TYPE_CHECKING:
    from collections.abc import Sequence

    from freightwire.events.documents import DocumentPart

    from orders.storage.tables import DocumentRow, OrderRow
    from orders.storage.work import Work

KNOWN = "attachment_known"


async def sort_out(
    work: Work, parent: DocumentRow, parts: Sequence[DocumentPart]
) -> tuple[list[DocumentPart], list[Issue]]:
    """The parts that are new, and what a person should know of the others."""
    new: dict[str, DocumentPart] = {}
    known: list[Text] = []
    for part in parts:
        if part.content_type not in ACCEPTED:
            continue  # the reader sends none: what it does not take is an issue of its own
        existing = await work.documents.same_file(part.sha256)
        if existing is None:
            new.setdefault(part.sha256, part)
        elif existing.parent_id != parent.id:
            known.append(_known(part, existing))
    return list(new.values()), [_issue(known)] if known else []


async def add_parts(work: Work, order: OrderRow, parent: DocumentRow, parts: Sequence[DocumentPart]) -> None:
    """Add the parts to the order as documents, and ask for them to be read. The caller tells the batch's progress."""
    for part in parts:
        file = StoredFile(
            document_id=new_id(),
            object_key=part.object_key,
            file_name=safe_name(part.file_name),
            content_type=part.content_type,
            size=part.size,
            sha256=part.sha256,
        )
        await put_document(work, order, file, batch_id=parent.batch_id, user=parent.uploaded_by, parent_id=parent.id)


def _known(part: DocumentPart, existing: DocumentRow) -> Text:
    name, other = safe_name(part.file_name), existing.file_name
    return Text(
        ro=f"Atașamentul „{name}” există deja ca document („{other}”) și nu a fost adăugat din nou.",
        en=f"The attachment “{name}” is here already as a document (“{other}”); it was not added again.",
    )


def _issue(known: list[Text]) -> Issue:
    """One issue for all: a document's issues are told apart by their code and field."""
    return Issue(
        code=KNOWN,
        severity=Severity.INFO,
        message=Text.joined(known),
    )
