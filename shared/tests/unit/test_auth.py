"""Tokens: signature, algorithm, issuer, audience, expiry and the shape of the claims."""

from __future__ import annotations

import json
import time
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from freightwire.auth import (
    REMEMBERED_SECONDS,
    REMEMBERED_TOKENS,
    InvalidTokenError,
    KeySetUnavailableError,
    TokenVerifier,
    issue_development_token,
)
from freightwire.settings import TokenSettings
from pydantic import SecretStr, ValidationError

SECRET = "a secret of thirty-two bytes or so"
RSA = rsa.generate_private_key(65537, 2048)
EC = ec.generate_private_key(ec.SECP256R1())


def claims(**changes: Any) -> dict[str, Any]:
    good = {
        "iss": "freightwire",
        "aud": "freightwire",
        "sub": "ana",
        "org": "alpha",
        "roles": ["dispatcher"],
        "exp": int(time.time()) + 60,
    }
    return {name: value for name, value in {**good, **changes}.items() if value is not None}


@pytest.fixture
def verifier() -> TokenVerifier:
    return TokenVerifier(TokenSettings(token_secret=SecretStr(SECRET)))


@pytest.fixture(scope="module")
def jwks_url():  # type: ignore[no-untyped-def]
    keys = [
        {**json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(RSA.public_key())), "kid": "r", "alg": "RS256"},
        {**json.loads(jwt.algorithms.ECAlgorithm.to_jwk(EC.public_key())), "kid": "e", "alg": "ES256"},
    ]

    class Keys(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            body = json.dumps({"keys": keys}).encode()
            self.send_response(200)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: object) -> None:
            """Say nothing."""

    server = HTTPServer(("127.0.0.1", 0), Keys)
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/keys"
    server.shutdown()


async def test_a_development_token_says_who_and_what(verifier: TokenVerifier) -> None:
    token = issue_development_token(
        SECRET, org="alpha", user="ana", roles=["dispatcher"], name="Ana Pop", bindings=["order.42.#"]
    )
    identity = await verifier.verify(token)
    assert (identity.org, identity.user, identity.name) == ("alpha", "ana", "Ana Pop")
    assert identity.roles == {"dispatcher"}
    assert identity.bindings == ("order.42.#",)


@pytest.mark.parametrize(
    "changes",
    [
        {"org": None},
        {"org": "al.pha"},
        {"org": "#"},
        {"sub": "*"},
        {"sub": None},
        {"exp": None},
        {"iss": "somebody"},
        {"aud": None},
        {"roles": ["x"] * 21},
        {"bindings": ["order..#"]},
        {"bindings": "order.#"},
    ],
)
async def test_claims_that_are_not_as_they_should_be_are_refused(
    verifier: TokenVerifier, changes: dict[str, Any]
) -> None:
    await verifier.verify(jwt.encode(claims(), SECRET, algorithm="HS256"))
    with pytest.raises(InvalidTokenError) as refused:
        await verifier.verify(jwt.encode(claims(**changes), SECRET, algorithm="HS256"))
    assert refused.value.code == "token_invalid"


async def test_an_unsigned_or_otherwise_signed_token_is_refused(verifier: TokenVerifier) -> None:
    for token in (
        jwt.encode(claims(), None, algorithm="none"),
        jwt.encode(claims(), SECRET, algorithm="HS512"),
        jwt.encode(claims(), RSA, algorithm="RS256"),
        "rubbish",
        "",
    ):
        with pytest.raises(InvalidTokenError):
            await verifier.verify(token)


async def test_a_key_set_verifies_rsa_and_elliptic_curves_and_no_secret(jwks_url: str) -> None:
    verifier = TokenVerifier(TokenSettings(token_jwks_url=jwks_url))
    assert (await verifier.verify(jwt.encode(claims(), RSA, "RS256", {"kid": "r"}))).user == "ana"
    assert (await verifier.verify(jwt.encode(claims(), EC, "ES256", {"kid": "e"}))).user == "ana"
    public = RSA.public_key().public_numbers().n.to_bytes(256, "big")
    for token in (
        jwt.encode(claims(), public, "HS256", {"kid": "r"}),
        jwt.encode(claims(), RSA, "RS512", {"kid": "r"}),
        jwt.encode(claims(), RSA, "RS256", {"kid": "unknown"}),
    ):
        with pytest.raises(InvalidTokenError):
            await verifier.verify(token)


async def test_a_key_set_that_cannot_be_had_is_not_the_bearers_fault() -> None:
    verifier = TokenVerifier(TokenSettings(token_jwks_url="http://127.0.0.1:1/keys"))
    with pytest.raises(KeySetUnavailableError):
        await verifier.verify(jwt.encode(claims(), RSA, "RS256", {"kid": "r"}))


@pytest.mark.parametrize("settings", [{}, {"token_secret": "short"}, {"token_secret": SECRET, "token_jwks_url": "x"}])
def test_settings_that_would_not_be_safe_are_refused(settings: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("TOKEN_SECRET", "TOKEN_JWKS_URL"):
        monkeypatch.delenv(f"FREIGHTWIRE_{name}", raising=False)
    with pytest.raises(ValidationError):
        TokenSettings(**settings)  # type: ignore[arg-type]


async def test_a_good_token_is_looked_at_anew_after_a_minute_and_when_it_has_expired() -> None:
    time_now = time.time()
    settings = TokenSettings(token_secret=SecretStr(SECRET), token_leeway_seconds=5)
    verifier = TokenVerifier(settings, clock=lambda: time_now)
    began = time_now
    long, short = (jwt.encode(claims(exp=int(began) + seconds), SECRET) for seconds in (3600, 30))
    known = {token: await verifier.verify(token) for token in (long, short)}

    async def is_remembered(token: str) -> bool:
        return await verifier.verify(token) is known[token]

    time_now = began + 30 + 3
    assert await is_remembered(long)
    assert await is_remembered(short), "the leeway holds for those that are remembered too"
    time_now = began + 30 + 5
    assert not await is_remembered(short)
    time_now = began + REMEMBERED_SECONDS
    assert not await is_remembered(long)


async def test_only_so_many_tokens_are_remembered() -> None:
    verifier = TokenVerifier(TokenSettings(token_secret=SecretStr(SECRET)))
    tokens = [jwt.encode(claims(sub=f"user{number}"), SECRET) for number in range(REMEMBERED_TOKENS + 1)]
    identities = [await verifier.verify(token) for token in tokens]

    assert await verifier.verify(tokens[-1]) is identities[-1]
    assert await verifier.verify(tokens[0]) is not identities[0]
