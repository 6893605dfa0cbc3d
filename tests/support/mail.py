"""A mail server on this machine, which keeps what it takes."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage
from typing import Any

from aiosmtpd.smtp import SMTP
from freightwire.local_servers.ports import free_port

LOCAL = "127.0.0.1"


@dataclass
class Mailbox:
    """Where it listens, and the mails that came, with whom each is for."""

    url: str
    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  (aiosmtpd's name)
        """Take a mail."""
        mail = message_from_bytes(envelope.content, policy=policy.default)
        self.taken += [(recipient, mail) for recipient in envelope.rcpt_tos]
        return "250 OK"

    def mail_to(self, address: str) -> EmailMessage | None:
        """The first that came for an address."""
        return next((mail for recipient, mail in self.taken if recipient == address), None)


@asynccontextmanager
async def receiving_mail() -> AsyncIterator[Mailbox]:
    """A mail server that listens."""
    port = free_port()
    mailbox = Mailbox(f"smtp://{LOCAL}:{port}")
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: SMTP(mailbox, hostname="localhost"), LOCAL, port)
    try:
        yield mailbox
    finally:
        server.close()
