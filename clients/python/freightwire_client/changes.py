"""The last resort: asking over REST what has happened to orders."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import httpx

from freightwire_client.items import Event, MalformedEventError
from freightwire_client.ways import BadAnswerError, answer_of, json_of


@dataclass(frozen=True, slots=True)
class Changes:
    """What has happened after a cursor.

    Attributes:
        events: in their order, as the gateway would have pushed them.
        cursor: where to ask from next time.
        failure: why the cursor was not usable: anything may have happened. None where it was.
        more: there is more at once.
    """

    events: Sequence[Event]
    cursor: str
    failure: str | None = None
    more: bool = False


class ChangeSource(Protocol):
    """Something that can be asked what has happened. ``OrdersChanges`` asks the orders service."""

    async def changes(self, http: httpx.AsyncClient, token: str, cursor: str | None) -> Changes:
        """What has happened after ``cursor``; without one, where to begin.

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
        return Changes(
            events=[Event.from_push(event) for event in body["events"]],
            cursor=str(body["nextCursor"]),
            failure=str(body.get("reason", "")) if body.get("resumed") is False else None,
            more=bool(body.get("more", False)),
        )
    except (AttributeError, KeyError, TypeError, MalformedEventError) as error:
        raise BadAnswerError(f"not an answer to /orders/changes: {error!r}") from error
