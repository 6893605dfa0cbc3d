"""Posting to an endpoint: to a checked address, within a time, without following anybody anywhere."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

import httpcore

from notifier.channels.webhook.addresses import ForbiddenAddressError, check_url, resolve

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import datetime

CONNECT_SECONDS = 5.0
ANSWER_SECONDS = 15.0
"""For everything together."""
_DEFAULT_PORTS = {"https": 443, "http": 80}


class NoAnswerError(Exception):
    """Nothing that counts as an answer came. ``doubtful``: the message may have arrived."""

    def __init__(self, detail: str, *, doubtful: bool) -> None:
        super().__init__(detail)
        self.doubtful = doubtful


@dataclass(frozen=True, slots=True)
class Answer:
    """What the endpoint said; ``retry_after`` as it stands in the header."""

    status: int
    retry_after: str | None = None


class WebhookClient:
    """Posts signed messages."""

    def __init__(self, *, allow_loopback: bool) -> None:
        """Prepare; ``allow_loopback`` is for development and tests: this machine, also without TLS."""
        self._allow_loopback = allow_loopback
        self._pool = httpcore.AsyncConnectionPool(
            max_connections=50, keepalive_expiry=30, network_backend=_CheckedNetwork(allow_loopback=allow_loopback)
        )

    async def post(self, url: str, body: bytes, headers: Mapping[str, str]) -> Answer:
        """Post once. The body of the answer is not read, redirects are not followed.

        Raises:
            ForbiddenAddressError: the URL leads where no webhook may go.
            NoAnswerError: there was no connection, or no answer in time.
        """
        check_url(url, allow_loopback=self._allow_loopback)
        timeout = {"connect": CONNECT_SECONDS, "read": ANSWER_SECONDS, "write": ANSWER_SECONDS, "pool": ANSWER_SECONDS}
        lines = [("content-type", "application/json"), ("user-agent", "Freightwire"), *headers.items()]
        lines += [("host", urlsplit(url).netloc), ("content-length", str(len(body)))]
        try:
            async with (
                asyncio.timeout(ANSWER_SECONDS),
                self._pool.stream(
                    "POST", url, headers=lines, content=body, extensions={"timeout": timeout}
                ) as response,
            ):
                return Answer(response.status, _header(response.headers, b"retry-after"))
        except (httpcore.ConnectError, httpcore.ConnectTimeout, httpcore.PoolTimeout) as error:
            raise NoAnswerError(repr(error), doubtful=False) from error
        except (httpcore.NetworkError, httpcore.ProtocolError, httpcore.TimeoutException, TimeoutError) as error:
            raise NoAnswerError(repr(error), doubtful=True) from error

    async def close(self) -> None:
        """Close all connections."""
        await self._pool.aclose()


class _CheckedNetwork(httpcore.AsyncNetworkBackend):
    """Connects to the very addresses that were checked: asked again, a name server could answer otherwise."""

    def __init__(self, *, allow_loopback: bool) -> None:
        self._allow_loopback = allow_loopback
        self._plain = httpcore.AnyIOBackend()

    async def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ASYNC109  (httpcore's interface)
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.AsyncNetworkStream:
        """Connect to the first address of the host that takes the connection."""
        try:
            async with asyncio.timeout(timeout):
                addresses = await resolve(host, port, allow_loopback=self._allow_loopback)
        except (OSError, UnicodeError) as error:
            raise httpcore.ConnectError(f"{host}: {error!r}") from error
        failure: Exception = httpcore.ConnectError(f"{host} has no address")
        for address in addresses:
            try:
                return await self._plain.connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
        raise failure

    async def sleep(self, seconds: float) -> None:
        """Wait, as httpcore asks between its own retries."""
        await self._plain.sleep(seconds)


def wished_seconds(retry_after: str | None, now: datetime) -> float:
    """How long the endpoint asks to be left alone; 0 where it says nothing that makes sense."""
    if retry_after is None:
        return 0.0
    if retry_after.isdecimal():
        return float(retry_after)
    try:
        return max(0.0, (parsedate_to_datetime(retry_after) - now).total_seconds())
    except (ValueError, TypeError):
        return 0.0


def _header(headers: Iterable[tuple[bytes, bytes]], name: bytes) -> str | None:
    return next((value.decode("latin-1") for key, value in headers if key.lower() == name), None)


__all__ = ["Answer", "ForbiddenAddressError", "NoAnswerError", "WebhookClient", "wished_seconds"]
