"""What of an e-mail is read here, what becomes a document of its own, and what a person must look at themselves."""

from __future__ import annotations

import hashlib
import re
from typing import TYPE_CHECKING

from freightwire import filetypes
from freightwire.events.base import Text
from freightwire.events.extraction import Issue, Severity

from ai_processor.failures import Failure, UnreadableError
from ai_processor.mail.html import html_to_text
from ai_processor.mail.pictures import is_decoration
from ai_processor.reading import Part

if TYPE_CHECKING:
    from collections.abc import Iterator

    from ai_processor.mail.parts import Mail, MailFile

DOCUMENTS = {
    filetypes.PDF: ".pdf",
    filetypes.PNG: ".png",
    filetypes.JPEG: ".jpg",
    filetypes.TIFF: ".tif",
    filetypes.XML: ".xml",
}
"""What becomes a document, by its content, and the ending of its name where the sender gave none."""
NOT_FOR_PEOPLE = frozenset(
    [
        "application/pgp-keys",
        "application/pgp-signature",
        "application/pkcs7-signature",
        "application/x-pkcs7-signature",
        "text/calendar",
        "text/rfc822-headers",
        "text/vcard",
        "text/x-vcard",
    ]
)
"""Kinds of files that say nothing of a transport."""
NOT_READ = "attachment_not_read"
_CID = re.compile(r"cid:([^\"'>\s)]+)", re.IGNORECASE)
_TNEF = b"\x78\x9f\x3e\x22"


def lines_of(mail: Mail) -> Iterator[str]:
    """The mail's text line by line, each of its mails under its subject."""
    for each in mail.texts:
        if each.subject:
            yield each.subject
            yield ""
        yield from (html_to_text(each.text) if each.html else each.text).splitlines()


def documents_of(mail: Mail, *, limit: int) -> tuple[list[Part], list[Issue]]:
    """The files that become documents of their own, and an issue of those that a person must look at.

    Args:
        limit: documents that one mail may bring.

    Raises:
        UnreadableError: it brings more.
    """
    shown = frozenset(match for text in mail.texts if text.html for match in _CID.findall(text.text))
    parts: dict[str, Part] = {}
    unread: list[Text] = []
    for file in mail.files:
        media_type = filetypes.detect(file.data[: filetypes.HEAD_BYTES])
        if file.declared_type in NOT_FOR_PEOPLE:
            continue
        is_picture = "image" in (media_type.partition("/")[0], file.declared_type.partition("/")[0])
        if is_picture and is_decoration(file, shown):
            continue
        if media_type not in DOCUMENTS:
            unread.append(_not_read(file, media_type))
            continue
        part = _part(file, media_type, len(parts))
        parts.setdefault(part.sha256, part)  # the same file twice in a mail is one document
        if len(parts) > limit:
            raise UnreadableError(Failure.MAIL_TOO_COMPLEX, f"> {limit}")
    return list(parts.values()), [_issue(unread)] if unread else []


def _part(file: MailFile, media_type: str, index: int) -> Part:
    return Part(
        index=index,
        file_name=file.name or f"attachment-{index + 1}{DOCUMENTS[media_type]}",
        content_type=media_type,
        size=len(file.data),
        sha256=hashlib.sha256(file.data).hexdigest(),
        data=file.data,
    )


def _not_read(file: MailFile, media_type: str) -> Text:
    name = file.name or file.declared_type
    if not file.data.strip():
        why = Text(ro="este gol", en="it is empty")
    elif file.data.startswith(_TNEF) or name.lower() == "winmail.dat":
        why = Text(
            ro="este în formatul propriu Outlook (winmail.dat); cereți e-mailul în format HTML sau text simplu",
            en="it is in Outlook's own format (winmail.dat); ask for the e-mail as HTML or plain text",
        )
    elif media_type == "application/zip":
        why = Text(
            ro="este o arhivă sau un document Office; încărcați fișierele din ea separat",
            en="it is an archive or an Office document; upload the files in it by themselves",
        )
    else:
        why = Text(
            ro="este de un tip care nu se citește; deschideți-l din e-mail",
            en="it is of a kind that is not read; open it from the e-mail",
        )
    return Text(
        ro=f"Atașamentul „{name}” nu a fost citit: {why.ro}.",
        en=f"The attachment “{name}” was not read: {why.en}.",
    )


def _issue(unread: list[Text]) -> Issue:
    """One issue for all: a document's issues are told apart by their code and field."""
    return Issue(
        code=NOT_READ,
        severity=Severity.WARNING,
        message=Text.joined(unread),
    )
