"""The command line as a client of the gateway."""

from __future__ import annotations

from collections.abc import Callable

from freightwire_client import FreightwireClient, Notice, Options, Reload, ReloadReason

from freightctl.failures import Failure

CLIENT_NAME = "freightctl"


def connection(
    url: str, token: Callable[[], str], on_notice: Callable[[Notice], None] | None = None
) -> FreightwireClient:
    """A client of the gateway at ``url``.

    Args:
        token: gives a token that is valid now.

    Raises:
        Failure: not an address.
    """
    try:
        return FreightwireClient(url, token, options=Options(client=CLIENT_NAME), on_notice=on_notice)
    except ValueError as error:
        raise Failure(str(error), status=2) from error


def what_may_be_missing(reload: Reload) -> str:
    """What a reload means, in one line."""
    match reload.reason:
        case ReloadReason.RESET:
            return f"reset: live continuity broke ({reload.detail}), something may have been missed"
        case ReloadReason.GAP:
            return f"gap: an event of order {reload.order_id} is missing"
        case _:
            return f"{reload.reason}: something may have been missed ({reload.detail or reload.order_id or ''})"
