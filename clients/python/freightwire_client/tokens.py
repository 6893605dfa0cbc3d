"""Where tokens come from."""

from __future__ import annotations

import inspect
from collections.abc import Awaitable, Callable

import httpx

from freightwire_client.errors import TokenRefusedError, TokenUnavailableError

TokenProvider = Callable[[], str | Awaitable[str]]
"""Gives a token that is valid now. Asked before every connection and before a token expires, so it may remember one
for a while. ``TokenUnavailableError``, ``OSError``, ``TimeoutError`` and HTTP errors mean: try again later; anything
else that it raises ends the client.
"""

TRANSIENT_ERRORS = (TokenUnavailableError, OSError, TimeoutError, httpx.HTTPError)
REFRESH_AT = 0.8
"""Of a token's life."""


class TokenSource:
    """Remembers which token has expired, so as not to show it for ever."""

    def __init__(self, token: str | TokenProvider) -> None:
        self._token = token
        self._expired: str | None = None

    @property
    def can_refresh(self) -> bool:
        """Whether there may be another token than the first."""
        return not isinstance(self._token, str)

    async def get(self) -> str:
        """A token to show now.

        Raises:
            TokenUnavailableError: not just now.
            TokenRefusedError: there is none but the expired one.
        """
        if isinstance(self._token, str):
            token = self._token
        else:
            try:
                given = self._token()
                token = await given if inspect.isawaitable(given) else given
            except TRANSIENT_ERRORS as error:
                raise TokenUnavailableError(f"no token: {error or type(error).__name__}") from error
        if token != self._expired:
            return token
        if self.can_refresh:
            raise TokenUnavailableError("the provider still gives the token that has expired")
        raise TokenRefusedError("the token has expired, and there is no other")

    def expired(self, token: str) -> None:
        """The gateway says that ``token`` has expired."""
        self._expired = token


def refresh_in(seconds: float) -> float:
    """When to refresh a token that is good for so many seconds: early enough to try several times."""
    return max(0.0, seconds * REFRESH_AT)
