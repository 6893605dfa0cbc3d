"""Everything that the client raises."""

from __future__ import annotations


class FreightwireError(Exception):
    """Base of all errors of this library."""


class ClientClosedError(FreightwireError):
    """The client was closed, or was never opened (``async with``)."""


class TokenUnavailableError(FreightwireError):
    """For token providers to raise: there is no token just now. The client tries again later."""


class CommandError(FreightwireError):
    """The gateway refused one command; the connection goes on.

    Attributes:
        code: the protocol's error code, for example ``forbidden``.
        retryable: whether the same command may succeed later.
    """

    def __init__(self, code: str, message: str, *, retryable: bool = False) -> None:
        super().__init__(f"{code}: {message}")
        self.code = code
        self.retryable = retryable


class ForbiddenError(CommandError):
    """The token does not grant (any more) what was asked for."""


class NotConnectedError(FreightwireError):
    """The command needs a WebSocket connection, and there is none just now; or it ended before the answer came, so that
    the command may have had its effect or not.
    """


class StaleDeliveryError(FreightwireError):
    """The delivery is not ours any more: its connection is gone, or its time was over. It is given out again."""


class GatewayRefusedError(FreightwireError):
    """The gateway does not want this client: trying again cannot help, something must change first.

    Attributes:
        code: the close code, 45xx; None where the refusal was an HTTP status.
    """

    def __init__(self, message: str, *, code: int | None = None) -> None:
        super().__init__(message)
        self.code = code


class TokenRefusedError(GatewayRefusedError):
    """The token is not valid, or it has expired and the provider has no other."""


class ProtocolError(GatewayRefusedError):
    """Client and gateway do not speak the same protocol."""


class DisconnectedError(GatewayRefusedError):
    """An administrator disconnected this session, or the user's rights were revoked."""


class TooManySessionsError(GatewayRefusedError):
    """The user has as many sessions as the gateway allows."""


class RateLimitedError(GatewayRefusedError):
    """Commands came too fast, again and again."""


_BY_CLOSE_CODE: dict[int, type[GatewayRefusedError]] = {
    4500: TokenRefusedError,
    4501: ProtocolError,
    4502: ProtocolError,
    4503: DisconnectedError,
    4504: TooManySessionsError,
    4505: RateLimitedError,
}
FINAL_CLOSE_CODES = range(4500, 4600)
"""45xx: stop."""


def refusal(code: int, reason: str) -> GatewayRefusedError:
    """The error for a final close code."""
    kind = _BY_CLOSE_CODE.get(code, GatewayRefusedError)
    return kind(f"the gateway closed the connection: {reason or 'no reason given'} ({code})", code=code)


def command_error(code: str, message: str, *, retryable: bool = False) -> CommandError:
    """The error for an ``error`` reply."""
    kind = ForbiddenError if code == "forbidden" else CommandError
    return kind(code, message, retryable=retryable)
