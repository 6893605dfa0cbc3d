"""The last resort: asking over REST which orders have changed."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import httpx

from freightwire_client.ways import BadAnswerError, answer_of, json_of


@dataclass(frozen=True, slots=True)
class Changes:
    """What has changed after a cursor.

    Attributes:
        order_ids: the orders, each of which is to be loaded anew.
        cursor: where to ask from next time.
        complete: False where the cursor was not usable: anything may have changed.
        more: there is more at once.
    """

    order_ids: Sequence[str]
    cursor: str | None
    complete: bool = True
    more: bool = False


class ChangeSource(Protocol):
    """Something that can be asked what has changed. ``OrdersChanges`` asks the orders service."""

    async def changes(self, http: httpx.AsyncClient, token: str, cursor: str | None) -> Changes:
        """What has changed after ``cursor``; without one, where to begin.

        Raises:
            httpx.HTTPError: no answer.
            TokenExpiredError: another token is needed.
            NotOfferedError: there is no use in asking here.
            BadAnswerError: an answer of no use this time.
        """


class OrdersChanges:
    """``GET /orders/changes`` of the orders service."""

    def __init__(self, url: str) -> None:
        """``url`` is the service's address, ``http://host:port``."""
        self._url = f"{url.rstrip('/')}/orders/changes"

    async def changes(self, http: httpx.AsyncClient, token: str, cursor: str | None) -> Changes:
        """As ``ChangeSource``."""
        parameters = {} if cursor is None else {"cursor": cursor}
        answer = answer_of(await http.get(self._url, params=parameters, headers={"Authorization": f"Bearer {token}"}))
        return read_changes(json_of(answer))


def read_changes(body: dict[str, Any]) -> Changes:
    """Read an answer.

    Raises:
        BadAnswerError: it is none.
    """
    try:
        ids = [str(one.get("orderId") or one["id"]) for one in body.get("changes", body.get("orders", []))]
        return Changes(
            order_ids=list(dict.fromkeys(ids)),
            cursor=body.get("cursor"),
            complete=body.get("resumed") is not False,
            more=bool(body.get("more", False)),
        )
    except (AttributeError, KeyError, TypeError) as error:
        raise BadAnswerError(f"not an answer to /orders/changes: {error!r}") from error
