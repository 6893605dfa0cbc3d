"""Bearer tokens: who somebody is, and which organisation and roles they have."""

from __future__ import annotations

import asyncio
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Annotated, Any, Literal

import jwt
from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from freightwire.events.base import RoutingWord
from freightwire.settings import TokenSettings

SECRET_ALGORITHMS = ["HS256"]
KEY_SET_ALGORITHMS = ["RS256", "ES256"]
KEY_SET_LIFETIME_SECONDS = 300
KEY_SET_TIMEOUT_SECONDS = 5
TOKEN_LIMIT = 8192
"""Characters of a token; a longer one is refused unread."""
REMEMBERED_SECONDS = 60.0
"""For so long a token that was found good is believed without looking at its signature again."""
REMEMBERED_TOKENS = 1000

BindingPattern = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_*#-]+(\.[A-Za-z0-9_*#-]+)*$", max_length=200)]


class InvalidTokenError(Exception):
    """The token proves nothing. ``code`` is all that its bearer is told."""

    def __init__(self, code: Literal["token_invalid", "token_expired", "token_revoked"]) -> None:
        super().__init__(code)
        self.code = code


class KeySetUnavailableError(Exception):
    """The identity provider's keys cannot be had just now; the token may be good."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """Who a token speaks for. ``bindings``, where given, narrows what the roles allow to read. ``email`` is an address
    that the identity provider does not call unverified.
    """

    org: str
    user: str
    name: str
    roles: frozenset[str]
    bindings: tuple[str, ...] | None
    expires_at: datetime
    issued_at: datetime | None = None
    email: str | None = None


class _Claims(BaseModel):
    model_config = ConfigDict(extra="ignore")

    org: RoutingWord
    sub: RoutingWord
    name: Annotated[str, StringConstraints(max_length=200)] | None = None
    roles: Annotated[list[RoutingWord], Field(max_length=20)] = Field(default_factory=list)
    bindings: Annotated[list[BindingPattern], Field(max_length=100)] | None = None
    email: Annotated[str, StringConstraints(max_length=254)] | None = None
    email_verified: bool = True
    exp: int
    iat: Annotated[float, Field(ge=0)] | None = None


class _Remembered:
    """Tokens that were found good a moment ago: all requests of a page carry the same one."""

    def __init__(self) -> None:
        self._identities: OrderedDict[str, tuple[float, Identity]] = OrderedDict()

    def get(self, token: str, *, now: float) -> Identity | None:
        """Whom the token speaks for, while it is remembered."""
        known = self._identities.get(token)
        return known[1] if known is not None and now < known[0] else None

    def put(self, token: str, identity: Identity, *, until: float) -> None:
        """Remember it, and forget the oldest where there are too many."""
        self._identities[token] = until, identity
        self._identities.move_to_end(token)
        if len(self._identities) > REMEMBERED_TOKENS:
            self._identities.popitem(last=False)


class TokenVerifier:
    """Checks signature, algorithm, issuer, audience, expiry and the shape of the claims, in that order."""

    def __init__(self, settings: TokenSettings, *, clock: Callable[[], float] = time.time) -> None:
        """Prepare; a key set is fetched by the first token.

        Args:
            clock: seconds since 1970.
        """
        self._settings = settings
        self._clock = clock
        self._remembered = _Remembered()
        self._keys = (
            jwt.PyJWKClient(settings.token_jwks_url, lifespan=KEY_SET_LIFETIME_SECONDS, timeout=KEY_SET_TIMEOUT_SECONDS)
            if settings.token_jwks_url
            else None
        )

    async def verify(self, token: str) -> Identity:
        """The identity that ``token`` proves.

        Raises:
            InvalidTokenError: it proves none.
            KeySetUnavailableError: the key set could not be fetched.
        """
        if len(token) > TOKEN_LIMIT:
            raise InvalidTokenError("token_invalid")
        now = self._clock()
        identity = self._remembered.get(token, now=now)
        if identity is None:
            identity = await self._check(token)
            expires = identity.expires_at.timestamp() + self._settings.token_leeway_seconds
            self._remembered.put(token, identity, until=min(now + REMEMBERED_SECONDS, expires))
        return identity

    async def _check(self, token: str) -> Identity:
        key, algorithms = await self._key_for(token)
        try:
            raw: dict[str, Any] = jwt.decode(
                token,
                key,
                algorithms=algorithms,
                issuer=self._settings.token_issuer,
                audience=self._settings.token_audience,
                leeway=self._settings.token_leeway_seconds,
                options={"require": ["exp", "sub", "iss", "aud"]},
            )
            claims = _Claims.model_validate(raw)
        except jwt.ExpiredSignatureError as error:
            raise InvalidTokenError("token_expired") from error
        except (jwt.InvalidTokenError, ValidationError) as error:
            raise InvalidTokenError("token_invalid") from error
        return Identity(
            org=claims.org,
            user=claims.sub,
            name=claims.name or claims.sub,
            roles=frozenset(claims.roles),
            bindings=None if claims.bindings is None else tuple(claims.bindings),
            expires_at=datetime.fromtimestamp(claims.exp, UTC),
            issued_at=None if claims.iat is None else datetime.fromtimestamp(claims.iat, UTC),
            email=claims.email if claims.email_verified else None,
        )

    async def _key_for(self, token: str) -> tuple[Any, list[str]]:
        if self._settings.token_secret is not None:
            return self._settings.token_secret.get_secret_value(), SECRET_ALGORITHMS
        assert self._keys is not None  # noqa: S101  (TokenSettings allows exactly one of the two)
        try:
            return (await asyncio.to_thread(self._keys.get_signing_key_from_jwt, token)).key, KEY_SET_ALGORITHMS
        except jwt.PyJWKClientConnectionError as error:
            raise KeySetUnavailableError(str(error)) from error
        except (jwt.PyJWKClientError, jwt.InvalidTokenError) as error:
            raise InvalidTokenError("token_invalid") from error


def issue_development_token(
    secret: str,
    *,
    org: str,
    user: str,
    roles: list[str],
    name: str | None = None,
    bindings: list[str] | None = None,
    email: str | None = None,
    ttl_seconds: int = 3600,
    issuer: str = "freightwire",
    audience: str = "freightwire",
) -> str:
    """A token signed with the development secret. Production tokens come from the company's identity provider."""
    issued = int(datetime.now(UTC).timestamp())
    claims: dict[str, Any] = {
        "iss": issuer,
        "aud": audience,
        "sub": user,
        "org": org,
        "name": name or user,
        "roles": roles,
        "iat": issued,
        "exp": issued + ttl_seconds,
    }
    if bindings is not None:
        claims["bindings"] = bindings
    if email is not None:
        claims["email"] = email
    _Claims.model_validate(claims)
    return jwt.encode(claims, secret, algorithm=SECRET_ALGORITHMS[0])
