"""The outside world on this machine: a mail server, the mailbox of its journal, and a receiver of webhooks."""

from __future__ import annotations

import asyncio
import re
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from typing import TYPE_CHECKING, Any

from aiosmtpd.smtp import SMTP
from freightwire.http import HttpServer
from freightwire.local_servers.ports import free_port
from freightwire.testing import eventually as wait_for_it

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable
    from email.message import EmailMessage

PATIENCE_SECONDS = 90.0
"""What is waited for comes; how soon is the machine's affair."""
JOURNAL = "journal@firma.test"
LOCAL = "127.0.0.1"


async def eventually(condition: Callable[[], Any]) -> Any:
    """``freightwire.testing.eventually`` with patience for a machine that has other things to do."""
    return await wait_for_it(condition, PATIENCE_SECONDS)


@dataclass
class MailServer:
    """A real SMTP server. What it took it keeps, by recipient; ``refused`` addresses it does not take."""

    port: int = field(default_factory=free_port)
    taken: list[tuple[str, EmailMessage]] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    silent_after: int = 0
    """So many next mails are taken without an answer: the connection breaks."""
    _server: asyncio.Server | None = None

    async def start(self) -> MailServer:
        """Listen, on the same port as before."""
        loop = asyncio.get_running_loop()
        self._server = await loop.create_server(lambda: SMTP(self, hostname="localhost"), LOCAL, self.port)
        return self

    async def stop(self) -> None:
        """Listen no more, and hang up."""
        if self._server is not None:
            self._server.close()
            self._server = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"smtp://{LOCAL}:{self.port}"

    def mails_to(self, address: str) -> list[EmailMessage]:
        """What it took for an address."""
        return [mail for recipient, mail in self.taken if recipient == address]

    async def handle_RCPT(  # noqa: N802  (aiosmtpd's name)
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        """Take or refuse a recipient."""
        if address in self.refused:
            return self.refused[address]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        """Take a mail."""
        mail = message_from_bytes(envelope.content, policy=policy.default)
        for recipient in envelope.rcpt_tos:
            self.taken.append((recipient, mail))
        if self.silent_after:
            self.silent_after -= 1
            server.transport.abort()
        return "250 OK"


@dataclass
class JournalBox:
    """As much of IMAP as it takes to look a mail up among those that the mail server sent to the journal."""

    mail: MailServer
    port: int = field(default_factory=free_port)
    searches: int = 0
    _server: asyncio.Server | None = None

    async def start(self) -> JournalBox:
        """Listen."""
        self._server = await asyncio.start_server(self._serve, LOCAL, self.port)
        return self

    async def stop(self) -> None:
        """Listen no more."""
        if self._server is not None:
            self._server.close()
            self._server = None

    @property
    def url(self) -> str:
        """Where it listens."""
        return f"imap://journal:secret@{LOCAL}:{self.port}/INBOX"

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        writer.write(b"* OK ready\r\n")
        while line := (await reader.readline()).decode().strip():
            tag, command, rest = [*line.split(" ", 2), ""][:3]
            for answer in self._answers(command.upper(), rest):
                writer.write(f"* {answer}\r\n".encode())
            writer.write(f"{tag} OK done\r\n".encode())
            await writer.drain()
            if command.upper() == "LOGOUT":
                break
        writer.close()

    def _answers(self, command: str, rest: str) -> list[str]:
        held = self.mail.mails_to(JOURNAL)
        match command:
            case "CAPABILITY":
                return ["CAPABILITY IMAP4rev1"]
            case "EXAMINE" | "SELECT":
                return [f"{len(held)} EXISTS"]
            case "SEARCH":
                self.searches += 1
                wanted = re.fullmatch(r'HEADER Message-ID "(.*)"', rest)
                assert wanted is not None, rest
                found = [str(n) for n, mail in enumerate(held, 1) if mail["Message-ID"] == wanted[1]]
                return [" ".join(["SEARCH", *found])]
            case _:
                return []


@dataclass
class Received:
    """A request that came to the receiver."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class Receiver:
    """A real HTTP server that takes webhooks and answers what it is told to, by path."""

    received: list[Received] = field(default_factory=list)
    statuses: dict[str, int] = field(default_factory=dict)
    answer_headers: dict[str, str] = field(default_factory=dict)
    port: int = 0

    def url(self, path: str = "/hook") -> str:
        """The address of a path."""
        return f"http://{LOCAL}:{self.port}{path}"

    def at(self, path: str) -> list[Received]:
        """What came to a path."""
        return [one for one in self.received if one.path == path]

    async def __call__(self, scope: Any, receive: Any, send: Any) -> None:
        """Take one request."""
        body, more = b"", True
        while more:
            message = await receive()
            if message["type"] == "http.disconnect":
                return  # the sender died in the middle of it
            body += message.get("body", b"")
            more = message.get("more_body", False)
        headers = {name.decode(): value.decode() for name, value in scope["headers"]}
        self.received.append(Received(scope["path"], headers, body))
        answer = [(name.encode(), value.encode()) for name, value in self.answer_headers.items()]
        status = self.statuses.get(scope["path"], 204)
        await send({"type": "http.response.start", "status": status, "headers": answer})
        await send({"type": "http.response.body", "body": b""})


@asynccontextmanager
async def receiving() -> AsyncIterator[Receiver]:
    """A receiver that listens."""
    receiver = Receiver()
    server: Any = HttpServer(receiver, LOCAL, 0)  # type: ignore[arg-type]  # any ASGI application will do
    await server.start()
    receiver.port = server.port
    try:
        yield receiver
    finally:
        await server.stop()


@asynccontextmanager
async def mailing() -> AsyncIterator[MailServer]:
    """A mail server that listens."""
    mail = await MailServer().start()
    try:
        yield mail
    finally:
        await mail.stop()
