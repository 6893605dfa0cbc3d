"""Cursors are opaque to clients. To ask for one that no gateway would give, the suite must look inside, here only."""

from __future__ import annotations

import base64


def altered(cursor: str, *, epoch: str | None = None, ahead: int = 0, hours: float = 0) -> str:
    """``cursor`` with another log, so many positions ahead, or so many hours later (or, below 0, earlier)."""
    version, old_epoch, position, time_ms, *rest = _decoded(cursor).split(".")
    time = int(time_ms) + int(hours * 3_600_000)
    return _encoded(".".join((version, epoch or old_epoch, str(int(position) + ahead), str(time), *rest)))


def _decoded(cursor: str) -> str:
    return base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)).decode()


def _encoded(text: str) -> str:
    return base64.urlsafe_b64encode(text.encode()).rstrip(b"=").decode()
