"""Who looks at what: what this client says of itself."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NoReturn
from uuid import uuid4

import httpx
from freightwire.telemetry import get_logger

from freightwire_client.errors import FreightwireError
from freightwire_client.ways import WAY_ERRORS, answer_of

if TYPE_CHECKING:
    from freightwire_client.hub import Hub
    from freightwire_client.options import Options
    from freightwire_client.tokens import TokenSource

PRESENCE_ERRORS = (*WAY_ERRORS, FreightwireError)
"""Of no great consequence: presence is a courtesy."""
PresenceState = Literal["viewing", "editing", "left"]

_log = get_logger()


@dataclass(frozen=True, slots=True)
class Presence:
    """What the user does with one order. ``field`` where one is being edited."""

    order: str
    state: PresenceState
    field: str | None = None

    def fields(self) -> dict[str, Any]:
        """As it travels."""
        fields: dict[str, Any] = {"order": self.order, "state": self.state}
        if self.field is not None:
            fields["field"] = self.field
        return fields


class PresenceOverHttp:
    """Repeats over HTTP what the client says of itself, while there is no connection that stands for it."""

    def __init__(self, http: httpx.AsyncClient, url: str, hub: Hub, tokens: TokenSource, options: Options) -> None:
        self._http = http
        self._url = f"{url}/v1/presence"
        self._hub = hub
        self._tokens = tokens
        self._interval = options.presence_interval
        self._client = uuid4().hex
        """Tells this client from others of the same user."""
        self._said: dict[str, Presence] = {}
        """By order: what need not be said again yet."""
        self._announced: set[str] = set()
        """Orders in which the gateway takes the client to be, because it was said here."""
        self._changed = asyncio.Event()
        self._withdrawing: asyncio.Task[None] | None = None

    def withdraw(self) -> None:
        """There is a connection that stands for the client now: what was said here would outlive it."""
        if self._announced:
            self._withdrawing = asyncio.create_task(self._withdraw(), name="gateway-presence")

    async def stop(self) -> None:
        """Give up what is being withdrawn: it expires by itself."""
        if self._withdrawing is not None:
            self._withdrawing.cancel()
            await asyncio.gather(self._withdrawing, return_exceptions=True)

    async def _withdraw(self) -> None:
        for order in tuple(self._announced):
            try:
                headers = {"Authorization": f"Bearer {await self._tokens.get()}"}
                answer_of(
                    await self._http.delete(f"{self._url}/{order}", params={"client": self._client}, headers=headers)
                )
            except PRESENCE_ERRORS as error:
                _log.info("presence_not_withdrawn", order=order, reason=str(error) or type(error).__name__)
            self._announced.discard(order)

    def changed(self) -> None:
        """There may be something else to say than before."""
        self._changed.set()

    async def run(self) -> NoReturn:
        """Until cancelled: what is new at once, everything again and again. A failure is logged only: presence is a
        courtesy, and is said again.
        """
        self._said.clear()
        while True:
            self._changed.clear()
            for order, presence in tuple(self._hub.presence.items()):
                if self._said.get(order) == presence:
                    continue
                try:
                    await self._say(presence)
                except PRESENCE_ERRORS as error:
                    _log.warning("presence_unsaid", order=order, reason=str(error) or type(error).__name__)
            try:
                async with asyncio.timeout(self._interval):
                    await self._changed.wait()
            except TimeoutError:
                self._said.clear()

    async def _say(self, presence: Presence) -> None:
        self._said[presence.order] = presence
        self._announced.add(presence.order)
        headers = {"Authorization": f"Bearer {await self._tokens.get()}"}
        answer_of(await self._http.post(self._url, json={**presence.fields(), "client": self._client}, headers=headers))
        if presence.state == "left":
            self._announced.discard(presence.order)
            if self._hub.presence.get(presence.order) == presence:
                del self._hub.presence[presence.order]
