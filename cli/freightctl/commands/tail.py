"""``freightctl tail``: events as they come."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Sequence
from typing import Annotated

import typer
from freightwire_client import (
    Event,
    FreightwireClient,
    FreightwireError,
    Lost,
    Notice,
    Reload,
    ReloadReason,
    Started,
    Way,
)

from freightctl.access import development_secret, issue, role_of
from freightctl.datadir import DataDirectory
from freightctl.failures import Failure
from freightctl.gateway import connection, what_may_be_missing
from freightctl.options import DEFAULT_DATA_DIR, DEFAULT_ORG, DEFAULT_USER, AsJson, DataDir, Org, User
from freightctl.render import event_line
from freightctl.terminal import console


def tail(  # noqa: PLR0917  (the parameters are the command's options)
    bindings: Annotated[
        list[str], typer.Argument(metavar="BINDING…", help="AMQP patterns, for example 'order.#' or 'user.me.#'.")
    ],
    org: Org = DEFAULT_ORG,
    user: User = DEFAULT_USER,
    role: Annotated[str | None, typer.Option("--role", help="The role to take.")] = None,
    cursor: Annotated[str | None, typer.Option("--cursor", help="Begin with what came after this cursor.")] = None,
    count: Annotated[int | None, typer.Option("--count", min=1, help="End after so many events.")] = None,
    gateway: Annotated[str | None, typer.Option("--gateway", help="The gateway's address.")] = None,
    as_json: AsJson = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Print events as they come, over reconnects, until Ctrl-C."""
    data = DataDirectory(data_dir)
    secret = development_secret(data)
    client = connection(
        gateway or data.url_of("gateway"),
        lambda: issue(secret, org=org, user=user, roles=[role or role_of(org, user)]),
        tell,
    )
    asyncio.run(follow(client, bindings, cursor=cursor, as_json=as_json, count=count))


async def follow(
    client: FreightwireClient,
    bindings: Sequence[str],
    *,
    as_json: bool,
    cursor: str | None = None,
    count: int | None = None,
) -> None:
    """Print what comes. Events and resets go to standard output, what happens to the connection to standard error.

    Raises:
        Failure: the gateway refuses.
    """
    out = console(soft_wrap=True)
    notices = console(stderr=True, soft_wrap=True, style="dim")
    printed = 0
    async with client, client.subscribe(*bindings, cursor=cursor) as subscription:
        try:
            async for item in subscription:
                match item:
                    case Event():
                        out.print(item.raw, markup=False) if as_json else out.print(event_line(item))
                        printed += 1
                    case Reload(reason=ReloadReason.NOT_RESUMED):
                        continue  # the greeting has said so
                    case Reload():
                        if as_json and item.reason is ReloadReason.RESET:
                            reset = {"reason": item.detail, "cursor": item.cursor, "bindings": list(bindings)}
                            out.print(json.dumps({"reset": reset}, separators=(",", ":")), markup=False)
                        notices.print(what_may_be_missing(item))
                sys.stdout.flush()
                if count is not None and printed >= count:
                    return
        except FreightwireError as error:
            raise Failure(str(error)) from error


def tell(notice: Notice) -> None:
    """Print what happens to the connection."""
    notices = console(stderr=True, soft_wrap=True, style="dim")
    match notice:
        case Started():
            notices.print(_greeting(notice))
        case Lost(reason=reason, retry_in=seconds):
            notices.print(f"disconnected: {reason}; next attempt in {seconds:.1f} s")


def _greeting(started: Started) -> str:
    connected = "connected" if started.way is Way.WEBSOCKET else f"connected ({started.way})"
    verdict = started.verdict
    match verdict.resumed:
        case True:
            return f"{connected}: resumed without a hole, {verdict.replayed} replayed"
        case False:
            return f"{connected}: not resumed ({verdict.reason}), something may have been missed"
        case _:
            return connected
