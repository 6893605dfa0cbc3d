"""An e-mail taken apart: its texts, and the files that it carries. Nothing in it is trusted, or left out unsaid.

The parser is the standard library's, with its old policy: the new one raises on headers that real mails have. It is
bounded where it could be made to work without end: parts are counted as the parser makes them, levels as we go down.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from email import policy
from email.message import Message
from email.parser import BytesParser
from typing import Any, TypeAlias

from freightwire import filetypes

from ai_processor.failures import Failure, UnreadableError
from ai_processor.mail.headers import bytes_of, decoded, file_name, header_text, plain

AnyMessage: TypeAlias = "Message[str, str]"
PARTS_LIMIT = 300
"""Parts of all kinds and on all levels."""
DEPTH_LIMIT = 4
"""E-mails within e-mails: a forwarded one that was forwarded as an attachment, and so on."""
TEXT_LIMIT = 400_000
"""Characters of one text that are read."""


@dataclass(frozen=True, slots=True)
class MailText:
    """A text of the mail itself or, with the ``subject`` of that one, of a mail in it."""

    text: str
    html: bool
    subject: str = ""


@dataclass(frozen=True, slots=True)
class MailFile:
    """A file that an e-mail carries. ``declared_type`` and ``name`` are what the sender says, and prove nothing."""

    name: str
    declared_type: str
    data: bytes
    content_id: str = ""
    is_attachment: bool = True
    """Whether the sender calls it one; else it is shown within the text."""


@dataclass(slots=True)
class Mail:
    """What an e-mail holds: its own texts and files and those of the mails in it, in their order."""

    texts: list[MailText] = field(default_factory=list)
    files: list[MailFile] = field(default_factory=list)


def parse_mail(data: bytes) -> Mail:
    """Take an e-mail apart.

    Raises:
        UnreadableError: it has too many parts or levels.
    """
    taking = _Taking()
    try:
        taking.take(data, depth=0)
    except RecursionError as error:
        raise UnreadableError(Failure.MAIL_TOO_COMPLEX, "MIME") from error
    return taking.mail


class _Taking:
    """One e-mail being taken apart, with all that is in it."""

    def __init__(self) -> None:
        self.mail = Mail()
        self._parts = 0
        self._rules = policy.compat32.clone(message_factory=self._counted)

    def _counted(self, *args: Any, **arguments: Any) -> AnyMessage:
        self._parts += 1
        if self._parts > PARTS_LIMIT:
            raise UnreadableError(Failure.MAIL_TOO_COMPLEX, f"> {PARTS_LIMIT}")
        return Message(*args, **arguments)

    def take(self, data: bytes, *, depth: int) -> None:
        self._collect(BytesParser(policy=self._rules).parsebytes(data), depth)

    def _collect(self, message: AnyMessage, depth: int) -> None:
        if depth > DEPTH_LIMIT:
            raise UnreadableError(Failure.MAIL_TOO_COMPLEX, f"> {DEPTH_LIMIT}")
        subject = header_text(message, "Subject")
        for part in _leaves(message):
            kind = part.get_content_type()
            if kind == "message/rfc822":
                for inner in _children(part):
                    self._collect(inner, depth + 1)
            elif (kind in {"text/plain", "text/html"} or _is_broken(part)) and not _is_attached(part):
                self.mail.texts.append(MailText(decoded(part)[:TEXT_LIMIT], kind == "text/html", subject))
                subject = ""
            elif not part.is_multipart():
                self._add_file(part, depth)
        if subject:
            self.mail.texts.append(MailText("", html=False, subject=subject))

    def _add_file(self, part: AnyMessage, depth: int) -> None:
        data, name = bytes_of(part), file_name(part)
        is_mail = filetypes.detect(data[: filetypes.HEAD_BYTES]) == filetypes.EMAIL
        if is_mail and part.get_content_maintype() != "text":
            self.take(data, depth=depth + 1)  # an e-mail that came as a plain file is one in this one all the same
            return
        self.mail.files.append(
            MailFile(
                name=name,
                declared_type=part.get_content_type(),
                data=data,
                content_id=plain(part.get("Content-ID", "")).strip(" <>"),
                is_attachment=_is_attached(part),
            )
        )


def _leaves(part: AnyMessage) -> list[AnyMessage]:
    """The parts that hold something, in their order; of alternatives the one that says most."""
    if part.get_content_maintype() != "multipart" or not part.is_multipart():
        return [part]
    inner = [_leaves(child) for child in _children(part)]
    if part.get_content_subtype() == "alternative":
        inner = _best(inner)
    return [leaf for leaves in inner for leaf in leaves]


def _best(alternatives: list[list[AnyMessage]]) -> list[list[AnyMessage]]:
    """The plain text; HTML where there is none, or where cells of a table would fall apart in plain text.

    Whatever is neither (a picture beside the HTML, a calendar, a file that was put in the wrong place) stays.
    """
    plain_texts = [leaves for leaves in alternatives if all(leaf.get_content_type() == "text/plain" for leaf in leaves)]
    others = [leaves for leaves in alternatives if leaves not in plain_texts]
    html = [leaf for leaves in others for leaf in leaves if _is_html(leaf)]
    has_table = any("<td" in decoded(leaf).lower() for leaf in html)
    says_something = any(decoded(leaf).strip() for leaves in plain_texts for leaf in leaves)
    if html and (has_table or not says_something):
        return others
    return [*plain_texts[:1], *([leaf for leaf in leaves if not _is_html(leaf)] for leaves in others)]


def _children(part: AnyMessage) -> list[AnyMessage]:
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, Message)] if isinstance(payload, list) else []


def _is_broken(part: AnyMessage) -> bool:
    """A part that says it has parts and has none: what stands there is text."""
    return part.get_content_maintype() == "multipart" and not part.is_multipart()


def _is_html(part: AnyMessage) -> bool:
    return part.get_content_type() == "text/html"


def _is_attached(part: AnyMessage) -> bool:
    return (part.get_content_disposition() or "").lower() == "attachment"
