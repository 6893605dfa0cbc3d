"""Ports of the loopback interface."""

from __future__ import annotations

import secrets
import socket

LOOPBACK = "127.0.0.1"
FIRST_PORT = 20_000
LAST_PORT = 32_000
"""Below the range from which systems take ports for outgoing connections: a server that is stopped for a while
finds its port free when it starts again."""


def free_port() -> int:
    """A port that nobody listens on just now.

    Raises:
        OSError: none was found in many attempts.
    """
    for _ in range(1000):
        port = FIRST_PORT + secrets.randbelow(LAST_PORT - FIRST_PORT)
        if is_free(port):
            return port
    raise OSError(f"no free port between {FIRST_PORT} and {LAST_PORT}")


def is_free(port: int) -> bool:
    """Whether a server could listen on ``port`` now."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((LOOPBACK, port))
        except OSError:
            return False
        return True


def keep_or_find(port: int | None) -> int:
    """``port`` where it is free, so that addresses stay the same from start to start; else another."""
    return port if port and is_free(port) else free_port()
