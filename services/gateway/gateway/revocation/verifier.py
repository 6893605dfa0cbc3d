"""Tokens are checked, and then whether they were revoked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freightwire.auth import Identity, InvalidTokenError, TokenVerifier

from gateway.revocation import metrics

if TYPE_CHECKING:
    from freightwire.settings import TokenSettings

    from gateway.revocation.revocations import Revocations


class RevocableVerifier(TokenVerifier):
    """Refuses revoked tokens, as far as this node knows of them when it is asked."""

    def __init__(self, settings: TokenSettings, revocations: Revocations) -> None:
        super().__init__(settings)
        self._revocations = revocations

    async def verify(self, token: str) -> Identity:
        """As ``TokenVerifier``; ``InvalidTokenError`` with the code ``token_revoked`` for a revoked one."""
        identity = await super().verify(token)
        if self._revocations.refuses(identity):
            metrics.refused.inc()
            raise InvalidTokenError("token_revoked")
        return identity
