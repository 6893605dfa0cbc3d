"""Who a command speaks for: tokens signed with the development secret."""

from __future__ import annotations

import os
from collections.abc import Sequence

from freightwire.auth import issue_development_token
from freightwire.settings import ENVIRONMENT_PREFIX, MINIMUM_SECRET_BYTES
from pydantic import ValidationError

from freightctl.datadir import DataDirectory
from freightctl.failures import Failure

SECRET_VARIABLE = f"{ENVIRONMENT_PREFIX}TOKEN_SECRET"
DEMO_ORG = "demo"
DEMO_USERS = {"ana": ("Ana", "dispatcher"), "mihai": ("Mihai", "dispatcher"), "elena": ("Elena", "lead")}
"""The people of the demonstration organisation: by user id their name and role."""
SESSION_SECONDS = 3600


def development_secret(data: DataDirectory) -> str:
    """The secret that signs development tokens.

    Raises:
        Failure: there is none here, or it is too short.
    """
    given = os.environ.get(SECRET_VARIABLE)
    if given:
        if len(given.encode()) < MINIMUM_SECRET_BYTES:
            raise Failure(f"{SECRET_VARIABLE} needs at least {MINIMUM_SECRET_BYTES} bytes", status=2)
        return given
    stored = data.secrets()
    if stored is None:
        raise Failure(
            f"no development secret: set {SECRET_VARIABLE}, or give the --data-dir of a system started by "
            "'freightctl up'. Tokens of a production system come from its identity provider.",
            status=2,
        )
    return stored.token_secret


def issue(
    secret: str,
    *,
    org: str,
    user: str,
    roles: Sequence[str],
    bindings: Sequence[str] | None = None,
    ttl_seconds: int = SESSION_SECONDS,
) -> str:
    """A development token.

    Raises:
        Failure: a name or a binding is not one.
    """
    name = DEMO_USERS[user][0] if org == DEMO_ORG and user in DEMO_USERS else user
    try:
        return issue_development_token(
            secret,
            org=org,
            user=user,
            name=name,
            roles=list(roles),
            bindings=None if bindings is None else list(bindings),
            ttl_seconds=ttl_seconds,
        )
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise Failure(f"{where}: {first['msg']}", status=2) from error


def role_of(org: str, user: str) -> str:
    """The role that a command takes for ``user`` where none was named."""
    return DEMO_USERS[user][1] if org == DEMO_ORG and user in DEMO_USERS else "dispatcher"
