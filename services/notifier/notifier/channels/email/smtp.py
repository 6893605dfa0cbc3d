"""The mail server: connections that are kept, and one mail at a time over each."""

from __future__ import annotations

import ssl
from collections import deque
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal
from urllib.parse import unquote, urlsplit

from aiosmtplib import SMTP, SMTPException

from notifier.channels.loopback import is_loopback_host

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
    from email.message import EmailMessage
    from pathlib import Path

    from pydantic import SecretStr

TIMEOUT_SECONDS = 30.0
SUBMISSION_PORT, SUBMISSIONS_PORT = 587, 465
IDLE_CONNECTIONS = 4
LOST = (SMTPException, OSError)
"""Whatever goes wrong between us and the server."""

TlsMode = Literal["required", "none"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Server:
    """Where mail is submitted. ``implicit_tls``: from the first byte, else by STARTTLS where ``tls`` is required."""

    host: str
    port: int
    user: str | None
    password: str | None
    implicit_tls: bool
    tls: TlsMode

    @classmethod
    def of(cls, url: SecretStr, tls: TlsMode) -> Server:
        """The server of ``smtp://user:password@host:587`` or ``smtps://…:465``.

        Raises:
            ValueError: it is no such address, or a password would travel in the open.
        """
        parts = urlsplit(url.get_secret_value())
        if parts.scheme not in {"smtp", "smtps"} or not parts.hostname:
            raise ValueError("FREIGHTWIRE_SMTP_URL must be smtp://user:password@host:port or smtps://…")
        implicit = parts.scheme == "smtps"
        if parts.password and not implicit and tls == "none" and not is_loopback_host(parts.hostname):
            raise ValueError("FREIGHTWIRE_SMTP_TLS=none would send the password of FREIGHTWIRE_SMTP_URL in the open")
        return cls(
            host=parts.hostname,
            port=parts.port or (SUBMISSIONS_PORT if implicit else SUBMISSION_PORT),
            user=unquote(parts.username) if parts.username else None,
            password=unquote(parts.password) if parts.password else None,
            implicit_tls=implicit,
            tls=tls,
        )


class UnavailableError(Exception):
    """The server cannot be had just now: nothing was handed over."""


class OvertakenError(Exception):
    """The mail is not ours to send any more: nothing was handed over."""


class MailServer:
    """Submits mails."""

    def __init__(self, server: Server, *, ca_file: Path | None = None) -> None:
        """Prepare; the first mail connects.

        Args:
            ca_file: certificates to trust instead of the system's.
        """
        self._server = server
        self._tls = ssl.create_default_context(cafile=ca_file)
        self._idle: deque[SMTP] = deque()

    async def submit(
        self, mail: EmailMessage, sender: str, recipients: Sequence[str], handing_over: Callable[[], Awaitable[bool]]
    ) -> None:
        """Hand a mail to the server, for all recipients or for none.

        Args:
            handing_over: awaited after the server took all recipients and before it gets the content.

        Raises:
            UnavailableError: there is no server to talk to.
            OvertakenError: ``handing_over`` said no.
            aiosmtplib.SMTPResponseException: the server said no.
            aiosmtplib.SMTPException, OSError: the connection broke while the content was under way.
        """
        async with self._connection() as connection:
            try:
                await connection.mail(sender)
                for recipient in recipients:
                    await connection.rcpt(recipient)
            except (ConnectionError, TimeoutError) as error:
                raise UnavailableError(repr(error)) from error
            if not await handing_over():
                raise OvertakenError
            await connection.data(mail.as_bytes())

    async def close(self) -> None:
        """Leave politely."""
        while self._idle:
            await _quit(self._idle.popleft())

    @asynccontextmanager
    async def _connection(self) -> AsyncIterator[SMTP]:
        connection = await self._open()
        try:
            yield connection
            if len(self._idle) < IDLE_CONNECTIONS:
                self._idle.append(connection)
                return
        except BaseException:
            connection.close()
            raise
        await _quit(connection)

    async def _open(self) -> SMTP:
        while self._idle:
            kept = self._idle.popleft()
            try:
                await kept.rset(timeout=TIMEOUT_SECONDS)
            except LOST:
                kept.close()  # the server has hung up meanwhile, as it may
                continue
            return kept
        server = self._server
        connection = SMTP(
            hostname=server.host,
            port=server.port,
            username=server.user,
            password=server.password,
            use_tls=server.implicit_tls,
            start_tls=not server.implicit_tls and server.tls != "none",
            tls_context=self._tls,
            timeout=TIMEOUT_SECONDS,
        )
        try:
            await connection.connect()
        except LOST as error:
            connection.close()
            raise UnavailableError(f"{server.host}:{server.port}: {error!r}") from error
        return connection


async def _quit(connection: SMTP) -> None:
    try:
        await connection.quit(timeout=5)
    except LOST:
        connection.close()
