"""``freightctl tail``: events as they come."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Callable
from contextlib import aclosing
from typing import Annotated

import typer

from freightctl.access import development_secret, issue, role_of
from freightctl.datadir import DataDirectory
from freightctl.failures import Failure
from freightctl.gateway import Connected, Disconnected, GatewayClient, GatewayRefusedError, Pushed, Reset
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
    client = GatewayClient(
        gateway or data.url_of("gateway"),
        lambda: issue(secret, org=org, user=user, roles=[role or role_of(org, user)]),
        bindings,
        cursor=cursor,
    )
    asyncio.run(follow(client, as_json=as_json, count=count))


async def follow(
    client: GatewayClient, *, as_json: bool, count: int | None = None, wanted: Callable[[Pushed], bool] = lambda _: True
) -> None:
    """Print what comes. Events and resets go to standard output, what happens to the connection to standard error.

    Raises:
        Failure: the gateway refuses.
    """
    out = console(soft_wrap=True)
    notices = console(stderr=True, soft_wrap=True, style="dim")
    printed = 0
    async with aclosing(client.items()) as items:
        try:
            async for item in items:
                match item:
                    case Pushed() if not wanted(item):
                        continue
                    case Pushed(event=event, raw=raw):
                        out.print(raw, markup=False) if as_json else out.print(event_line(event))
                        printed += 1
                    case Reset(reason=reason, raw=raw):
                        if as_json:
                            out.print(raw, markup=False)
                        notices.print(f"reset: live continuity broke ({reason}), something may have been missed")
                    case Connected():
                        notices.print(_greeting(item))
                    case Disconnected(reason=reason, retry_in=seconds):
                        notices.print(f"disconnected: {reason}; next attempt in {seconds:.1f} s")
                sys.stdout.flush()
                if count is not None and printed >= count:
                    return
        except GatewayRefusedError as error:
            raise Failure(str(error)) from error


def _greeting(item: Connected) -> str:
    match item.resumed:
        case True:
            return f"connected: resumed without a hole, {item.replayed} replayed"
        case False:
            return f"connected: not resumed ({item.reason}), something may have been missed"
        case _:
            return "connected"
