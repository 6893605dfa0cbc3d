"""One client's own presence: what it may announce, how often, and in how many orders."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from gateway.grants import ForbiddenBindingError
from gateway.presence import metrics
from gateway.presence.members import Place
from gateway.protocol.codes import CommandError, ErrorCode
from gateway.protocol.limits import TokenBucket

if TYPE_CHECKING:
    from freightwire.auth import Identity

    from gateway.grants import Grants
    from gateway.presence.presence import Presence
    from gateway.protocol.commands import SetPresence
    from gateway.settings import GatewaySettings


class Attendance:
    """The orders that one client is in."""

    def __init__(
        self, session: str, presence: Presence, settings: GatewaySettings, *, expires_in: float | None = None
    ) -> None:
        """The attendance of ``session``.

        Args:
            expires_in: seconds after which the client is gone from an order unless it has said so again; None for a
                client with a connection.
        """
        self._session = session
        self._presence = presence
        self._limit = settings.gateway_presence_orders
        self._expires_in = expires_in
        self._bucket = TokenBucket(
            rate=settings.gateway_presence_per_second, burst=settings.gateway_presence_burst, now=time.monotonic()
        )
        self._places: dict[Place, float | None] = {}
        """Where the client is, and until when."""

    def announce(self, identity: Identity, grants: Grants, command: SetPresence) -> None:
        """Do as the client says.

        Raises:
            CommandError: it may not, or not so often, or not in so many orders.
        """
        try:
            self._announce(identity, grants, command)
        except CommandError as error:
            metrics.refused.labels(error.code.value).inc()
            raise

    def recheck(self, grants: Grants) -> None:
        """Leave the orders that may be read no longer."""
        for place in tuple(self._places):
            if not _may_be_in(place.order, grants):
                self._leave(place)

    def end(self) -> None:
        """The client's connection is gone."""
        if self._places:
            self._places.clear()
            self._presence.drop(self._session)

    def _announce(self, identity: Identity, grants: Grants, command: SetPresence) -> None:
        now = time.monotonic()
        if not self._bucket.take(now):
            raise CommandError(
                ErrorCode.RATE_LIMITED, "too many presence changes (FREIGHTWIRE_GATEWAY_PRESENCE_PER_SECOND)"
            )
        place = Place(identity.org, command.order, identity.user)
        if command.state == "left":
            self._leave(place)
            return
        if not _may_be_in(command.order, grants):
            raise CommandError(ErrorCode.FORBIDDEN, f"order {command.order} is not granted")
        self._places = {place: until for place, until in self._places.items() if until is None or until > now}
        if place not in self._places and len(self._places) >= self._limit:
            raise CommandError(
                ErrorCode.LIMIT, f"presence in at most {self._limit} orders (FREIGHTWIRE_GATEWAY_PRESENCE_ORDERS)"
            )
        self._places[place] = None if self._expires_in is None else now + self._expires_in
        self._presence.enter(self._session, place, name=identity.name, field=command.field, expires_in=self._expires_in)

    def _leave(self, place: Place) -> None:
        self._places.pop(place, None)
        self._presence.leave(self._session, place, everywhere=self._expires_in is not None)


def _may_be_in(order: str, grants: Grants) -> bool:
    """Whether all of the order is granted, as far as the role goes at all."""
    try:
        grants.resolve(f"order.{order}.#")
    except ForbiddenBindingError:
        return False
    return True
