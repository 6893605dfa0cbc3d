"""Who asks: the bearer token of a request."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import Request

from freightwire.auth import Identity, InvalidTokenError, KeySetUnavailableError, TokenVerifier
from freightwire.http.problems import Problem

_CHALLENGE = {"WWW-Authenticate": 'Bearer realm="freightwire"'}


def bearer(verifier: TokenVerifier) -> Callable[[Request], Awaitable[Identity]]:
    """A FastAPI dependency that gives the identity of the request, or answers 401.

    Nothing is said about why a token is refused beyond ``token_missing``, ``token_invalid``, ``token_expired`` or
    ``token_revoked``.
    """

    async def identity(request: Request) -> Identity:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        if scheme.lower() != "bearer" or not token:
            raise Problem(401, "token_missing", "A bearer token is needed", headers=_CHALLENGE)
        try:
            return await verifier.verify(token.strip())
        except InvalidTokenError as error:
            raise Problem(401, error.code, "The token was refused", headers=_CHALLENGE) from error
        except KeySetUnavailableError as error:
            raise Problem(
                503,
                "keys_unavailable",
                "Tokens cannot be checked just now",
                "The identity provider does not answer.",
                headers={"Retry-After": "5"},
            ) from error

    return identity
