"""Requests that last."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.types import Receive


async def until_gone(receive: Receive) -> None:
    """Wait until the client has gone; a body that it sends is passed over."""
    while (await receive())["type"] != "http.disconnect":
        pass
