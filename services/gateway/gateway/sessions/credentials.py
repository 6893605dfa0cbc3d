"""Who a session speaks for, and until when."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from freightwire.auth import InvalidTokenError, KeySetUnavailableError
from freightwire.telemetry import get_logger

from gateway.grants import Grants
from gateway.protocol.codes import CloseCode, CommandError, ErrorCode

if TYPE_CHECKING:
    from freightwire.auth import Identity, TokenVerifier

CLOSE_CODES = {
    ErrorCode.TOKEN_INVALID: CloseCode.TOKEN_INVALID,
    ErrorCode.TOKEN_EXPIRED: CloseCode.TOKEN_EXPIRED,
    ErrorCode.TOKEN_REVOKED: CloseCode.DISCONNECTED,
}

_log = get_logger()


class Credentials:
    """The identity that the session's newest token proves. It never becomes somebody else's."""

    def __init__(self, verifier: TokenVerifier, bearer: str | None) -> None:
        self._verifier = verifier
        self._bearer = bearer
        self._grants: Grants | None = None
        self.identity: Identity | None = None

    @property
    def grants(self) -> Grants:
        """What may be read.

        Raises:
            CommandError: no token was shown yet.
        """
        if self._grants is None:
            raise CommandError(ErrorCode.NOT_CONNECTED, "connect first")
        return self._grants

    @property
    def connected(self) -> Identity:
        """Who the session speaks for.

        Raises:
            CommandError: no token was shown yet.
        """
        if self.identity is None:
            raise CommandError(ErrorCode.NOT_CONNECTED, "connect first")
        return self.identity

    @property
    def seconds_left(self) -> float:
        """Until the token ends; never negative."""
        if self.identity is None:
            return 0.0
        return max(0.0, (self.identity.expires_at - datetime.now(UTC)).total_seconds())

    async def present(self, token: str | None, *, unavailable: CloseCode | None) -> Identity:
        """Take a token, or where it is None that of the handshake; rights are evaluated anew.

        Args:
            unavailable: the close code for when tokens cannot be checked just now; None lets the session go on.

        Raises:
            CommandError: the token proves nothing (the client is told no more than the code), or is for somebody else.
        """
        shown = token or self._bearer
        if shown is None:
            raise _refusal(ErrorCode.TOKEN_INVALID)
        try:
            identity = await self._verifier.verify(shown)
        except InvalidTokenError as error:
            raise _refusal(ErrorCode(error.code)) from error
        except KeySetUnavailableError as error:
            _log.error("key_set_unavailable", reason=str(error))
            raise CommandError(ErrorCode.UNAVAILABLE, "tokens cannot be checked just now", close=unavailable) from error
        if self.identity is not None and (identity.org, identity.user) != (self.identity.org, self.identity.user):
            raise CommandError(ErrorCode.FORBIDDEN, "the token is for somebody else")
        self.identity, self._grants = identity, Grants(identity)
        return identity


def _refusal(code: ErrorCode) -> CommandError:
    return CommandError(code, code.value, close=CLOSE_CODES[code])
