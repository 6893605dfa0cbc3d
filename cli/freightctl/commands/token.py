"""``freightctl token``: a development token."""

from __future__ import annotations

from typing import Annotated

import typer

from freightctl.access import SESSION_SECONDS, development_secret, issue, role_of
from freightctl.datadir import DataDirectory
from freightctl.options import DEFAULT_DATA_DIR, DEFAULT_ORG, DEFAULT_USER, DataDir, Org, User


def token(  # noqa: PLR0917  (the parameters are the command's options)
    org: Org = DEFAULT_ORG,
    user: User = DEFAULT_USER,
    role: Annotated[list[str] | None, typer.Option("--role", help="A role of the person; repeat for several.")] = None,
    binding: Annotated[
        list[str] | None,
        typer.Option("--binding", help="Narrow the token to what this pattern matches; repeat for several."),
    ] = None,
    ttl: Annotated[int, typer.Option("--ttl", min=1, help="Seconds that the token is valid.")] = SESSION_SECONDS,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Print a token signed with the development secret."""
    secret = development_secret(DataDirectory(data_dir))
    roles = role or [role_of(org, user)]
    typer.echo(issue(secret, org=org, user=user, roles=roles, bindings=binding or None, ttl_seconds=ttl))
