"""Looking a mail up whose outcome is not known: in a mailbox that gets a copy of every mail.

SMTP has no question for it. But a mail is handed over to all its recipients at once, so that the copy lies in the
journal if, and only if, the server took the mail.
"""

from __future__ import annotations

import asyncio
import imaplib
import ssl
from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import unquote, urlsplit

from notifier.channels.loopback import is_loopback_host

if TYPE_CHECKING:
    from pathlib import Path

    from pydantic import SecretStr

TIMEOUT_SECONDS = 20
IMAP_PORT, IMAPS_PORT = 143, 993


class JournalUnavailableError(Exception):
    """The journal cannot be asked just now."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mailbox:
    """Where the journal is read."""

    host: str
    port: int
    user: str
    password: str
    folder: str
    tls: bool

    @classmethod
    def of(cls, url: SecretStr) -> Mailbox:
        """The mailbox of ``imaps://user:password@host:993/INBOX``.

        Raises:
            ValueError: it is no such address; without TLS only on this machine.
        """
        parts = urlsplit(url.get_secret_value())
        if parts.scheme not in {"imap", "imaps"} or not parts.hostname or not parts.username:
            raise ValueError("FREIGHTWIRE_MAIL_JOURNAL_URL must be imaps://user:password@host:port/folder")
        if parts.scheme == "imap" and not is_loopback_host(parts.hostname):
            raise ValueError("FREIGHTWIRE_MAIL_JOURNAL_URL: only imaps:// keeps the password secret")
        tls = parts.scheme == "imaps"
        return cls(
            host=parts.hostname,
            port=parts.port or (IMAPS_PORT if tls else IMAP_PORT),
            user=unquote(parts.username),
            password=unquote(parts.password or ""),
            folder=unquote(parts.path.lstrip("/")) or "INBOX",
            tls=tls,
        )


class Journal:
    """The journal at a mailbox; ``address`` is what mails are copied to."""

    def __init__(self, address: str, mailbox: Mailbox, *, ca_file: Path | None = None) -> None:
        self.address = address
        self._mailbox = mailbox
        self._tls = ssl.create_default_context(cafile=ca_file)

    async def holds(self, message_id: str) -> bool:
        """Whether a mail of that Message-ID lies in the journal.

        Raises:
            JournalUnavailableError: it cannot be asked.
        """
        try:
            return await asyncio.to_thread(self._search, message_id)
        except (imaplib.IMAP4.error, OSError) as error:
            raise JournalUnavailableError(repr(error)) from error

    def _search(self, message_id: str) -> bool:
        box = self._mailbox
        if box.tls:
            connection: imaplib.IMAP4 = imaplib.IMAP4_SSL(
                box.host, box.port, ssl_context=self._tls, timeout=TIMEOUT_SECONDS
            )
        else:
            connection = imaplib.IMAP4(box.host, box.port, timeout=TIMEOUT_SECONDS)
        with connection:
            connection.login(box.user, box.password)
            status, _ = connection.select(_quoted(box.folder), readonly=True)
            if status != "OK":
                raise imaplib.IMAP4.error(f"there is no folder {box.folder!r}")
            status, found = connection.search(None, "HEADER", "Message-ID", _quoted(message_id))
            if status != "OK":
                raise imaplib.IMAP4.error(f"the search was answered with {status}")
            return bool(found and found[0])


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
