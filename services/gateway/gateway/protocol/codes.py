"""Why a connection is closed, and why a command is refused."""

from __future__ import annotations

from enum import IntEnum, StrEnum


class CloseCode(IntEnum):
    """44xx: reconnect with the cursor. 45xx: stop."""

    DRAINING = 4400
    TOKEN_EXPIRED = 4401
    SLOW_CONSUMER = 4402
    NO_PONG = 4403
    INTERNAL_ERROR = 4404
    BROKER_UNAVAILABLE = 4405
    TOKEN_INVALID = 4500
    PROTOCOL_ERROR = 4501
    NO_CONNECT = 4502
    DISCONNECTED = 4503
    TOO_MANY_SESSIONS = 4504
    RATE_LIMITED = 4505

    @property
    def reason(self) -> str:
        """The code in words, sent in the close frame."""
        return self.name.lower()


class ErrorCode(StrEnum):
    """Refusals of commands; the connection stays, except after the last four and an ``unavailable`` connect."""

    BAD_REQUEST = "bad_request"
    FORBIDDEN = "forbidden"
    NOT_CONNECTED = "not_connected"
    ALREADY_CONNECTED = "already_connected"
    NOT_SUPPORTED = "not_supported"
    LIMIT = "limit"
    NOT_OPEN = "not_open"
    UNKNOWN_TAG = "unknown_tag"
    STALE_TAG = "stale_tag"
    RATE_LIMITED = "rate_limited"
    UNAVAILABLE = "unavailable"
    TOKEN_INVALID = "token_invalid"  # noqa: S105
    TOKEN_EXPIRED = "token_expired"  # noqa: S105
    TOKEN_REVOKED = "token_revoked"  # noqa: S105
    TOO_MANY_SESSIONS = "too_many_sessions"

    @property
    def retryable(self) -> bool:
        """Whether the same command may succeed later."""
        return self in (ErrorCode.RATE_LIMITED, ErrorCode.UNAVAILABLE)


class ResetReason(StrEnum):
    """Why live continuity broke."""

    BROKER = "broker"
    OVERRUN = "overrun"
    EPOCH = "epoch"
    """The log began anew: what a client knows may never have been, as after a restore from a backup."""


class CommandError(Exception):
    """A command that is refused; answered with an ``error`` reply, and with ``close`` the connection ends after it."""

    def __init__(self, code: ErrorCode, message: str, *, close: CloseCode | None = None) -> None:
        super().__init__(message)
        self.code = code
        self.message = message
        self.close = close


class ProtocolViolationError(Exception):
    """What came is not the protocol: the connection is closed with 4501."""
