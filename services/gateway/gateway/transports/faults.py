"""What nobody foresaw, at the edge of one client."""

from __future__ import annotations

import traceback

from freightwire.telemetry import get_logger

_log = get_logger()


def log_fault(session: str, error: Exception) -> None:
    """Log it without the frames' variables and without the message: both may hold a token."""
    where = "".join(traceback.format_tb(error.__traceback__))
    _log.error("session_failed", session=session, error=type(error).__name__, stack=where)
