"""Who looks at what: what this client says of itself."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, NoReturn
from uuid import uuid4

import httpx
from freightwire.telemetry import get_logger

from freightwire_client.errors import CommandError, TokenUnavailableError
from freightwire_client.ways import WAY_ERRORS, answer_of

if TYPE_CHECKING:
    from freightwire_client.hub import Hub
    from freightwire_client.options import Options
    from freightwire_client.tokens import TokenSource

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

    async def run(self) -> NoReturn:
        """Until cancelled. A failure is logged only: presence is a courtesy, and is said again."""
        while True:
            for presence in tuple(self._hub.presence.values()):
                try:
                    await self._say(presence)
                except (*WAY_ERRORS, CommandError, TokenUnavailableError) as error:
                    _log.warning("presence_unsaid", order=presence.order, reason=str(error) or type(error).__name__)
            await asyncio.sleep(self._interval)

    async def _say(self, presence: Presence) -> None:
        headers = {"Authorization": f"Bearer {await self._tokens.get()}"}
        answer_of(await self._http.post(self._url, json={**presence.fields(), "client": self._client}, headers=headers))
        if presence.state == "left" and self._hub.presence.get(presence.order) == presence:
            del self._hub.presence[presence.order]
