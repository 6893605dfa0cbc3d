"""The async client of the Freightwire gateway.

::

    async with FreightwireClient(url, token=get_token) as client:
        async for item in client.subscribe("order.#"):
            match item:
                case Event():
                    ...
                case Reload():
                    ...  # what is known may be stale: load it over REST
"""

from freightwire_client.changes import Changes, ChangeSource, OrdersChanges
from freightwire_client.client import FreightwireClient
from freightwire_client.core.ladder import State, Way
from freightwire_client.core.messages import Verdict
from freightwire_client.errors import (
    ClientClosedError,
    CommandError,
    DisconnectedError,
    ForbiddenError,
    FreightwireError,
    GatewayRefusedError,
    NotConnectedError,
    ProtocolError,
    RateLimitedError,
    StaleDeliveryError,
    TokenRefusedError,
    TokenUnavailableError,
    TooManySessionsError,
)
from freightwire_client.items import Event, Generic, Item, Member, Reload, ReloadReason, Snapshot
from freightwire_client.notices import Lost, Notice, Started, StateChanged
from freightwire_client.options import Options
from freightwire_client.queues import Delivery, DurableQueue
from freightwire_client.subscription import Subscription
from freightwire_client.tokens import TokenProvider

__all__ = [
    "ChangeSource",
    "Changes",
    "ClientClosedError",
    "CommandError",
    "Delivery",
    "DisconnectedError",
    "DurableQueue",
    "Event",
    "ForbiddenError",
    "FreightwireClient",
    "FreightwireError",
    "GatewayRefusedError",
    "Generic",
    "Item",
    "Lost",
    "Member",
    "NotConnectedError",
    "Notice",
    "Options",
    "OrdersChanges",
    "ProtocolError",
    "RateLimitedError",
    "Reload",
    "ReloadReason",
    "Snapshot",
    "StaleDeliveryError",
    "Started",
    "State",
    "StateChanged",
    "Subscription",
    "TokenProvider",
    "TokenRefusedError",
    "TokenUnavailableError",
    "TooManySessionsError",
    "Verdict",
    "Way",
]
