"""Whether the parts of a system answer."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit, urlunsplit

import httpx

READY_TIMEOUT_SECONDS = 5
CONNECT_SECONDS = 2
DEFAULT_PORTS = {"amqp": 5672, "amqps": 5671, "postgresql": 5432}


def problem_of_service(url: str) -> str | None:
    """Why a service is not ready; None when it is."""
    try:
        response = httpx.get(f"{url}/readyz", timeout=READY_TIMEOUT_SECONDS)
    except httpx.HTTPError as error:
        return f"does not answer: {error or type(error).__name__}"
    return None if response.is_success else " ".join(response.text.split())[:300]


def problem_of_server(url: str) -> str | None:
    """Why nobody can connect to a broker or a database server; None when one can."""
    parts = urlsplit(url)
    port = parts.port or DEFAULT_PORTS.get(parts.scheme.partition("+")[0], 0)
    try:
        with socket.create_connection((parts.hostname or "", port), timeout=CONNECT_SECONDS):
            return None
    except OSError as error:
        return f"does not answer: {error.strerror or error}"


def without_password(url: str) -> str:
    """An address that may be shown."""
    parts = urlsplit(url)
    user, _, _ = parts.netloc.rpartition("@")[0].partition(":")
    host = parts.netloc.rpartition("@")[2]
    return urlunsplit(parts._replace(netloc=f"{user}@{host}" if user else host))
