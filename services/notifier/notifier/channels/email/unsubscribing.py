"""Links that stop a person's e-mail with one click (RFC 8058). They prove nothing else and open nothing else."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pydantic import SecretStr

SIGNATURE_BYTES = 32
TOKEN_LIMIT = 400
PURPOSE = b"freightwire unsubscribe"


class InvalidLinkError(Exception):
    """The link was not made here."""


class UnsubscribeLinks:
    """Makes and checks such links. They do not expire: an old mail's link must work too."""

    def __init__(self, secret: SecretStr, public_url: str) -> None:
        """Prepare links below ``public_url``; another secret makes every link that was sent invalid."""
        # A key of its own: the secret may be the one that signs tokens.
        self._key = hmac.digest(secret.get_secret_value().encode(), PURPOSE, hashlib.sha256)
        self._public_url = public_url.rstrip("/")

    def link(self, org: str, user: str) -> str:
        """The link for a person."""
        said = f"{org}.{user}".encode()
        token = base64.urlsafe_b64encode(self._sign(said) + said).decode().rstrip("=")
        return f"{self._public_url}/unsubscribe?t={token}"

    def person(self, token: str) -> tuple[str, str]:
        """The organisation and user that a link's token was made for.

        Raises:
            InvalidLinkError: it was not made here.
        """
        if len(token) > TOKEN_LIMIT:
            raise InvalidLinkError
        try:
            raw = base64.b64decode(token + "=" * (-len(token) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError) as error:
            raise InvalidLinkError from error
        signature, said = raw[:SIGNATURE_BYTES], raw[SIGNATURE_BYTES:]
        if not hmac.compare_digest(signature, self._sign(said)):
            raise InvalidLinkError
        org, _, user = said.decode().partition(".")
        return org, user

    def _sign(self, said: bytes) -> bytes:
        return hmac.digest(self._key, said, hashlib.sha256)
