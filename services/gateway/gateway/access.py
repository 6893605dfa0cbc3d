"""What a request shows of itself before anybody looks at its token: where that is, and where the page came from."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import parse_qsl

if TYPE_CHECKING:
    from collections.abc import Sequence

TOKEN_PARAMETERS = frozenset(
    {"token", "access_token", "id_token", "jwt", "bearer", "authorization", "apikey", "api_key"}
)
NEVER_IN_URL = (
    "A token never goes into the URL, where logs and histories keep it: put it into the Authorization header. "
    "Treat this one as known to others."
)


def bearer_of(authorization: str) -> str | None:
    """The token of an ``Authorization: Bearer`` header; None where it is none."""
    scheme, _, token = authorization.partition(" ")
    token = token.strip()
    return token if scheme.lower() == "bearer" and token else None


def names_token(query: str) -> bool:
    """Whether a query string has a parameter that is meant to be a token."""
    return any(name.lower() in TOKEN_PARAMETERS for name, _ in parse_qsl(query, keep_blank_values=True))


def is_allowed(origin: str, allowed: Sequence[str]) -> bool:
    """Whether a browser may come from a page of ``origin``."""
    return "*" in allowed or origin in allowed
