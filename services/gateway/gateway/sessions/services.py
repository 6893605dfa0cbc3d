"""What the sessions of one node are given to work with."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from freightwire.auth import TokenVerifier

    from gateway.bindings import BindingPlanner
    from gateway.durable.service import DurableQueues
    from gateway.feed import Feed
    from gateway.presence.presence import Presence
    from gateway.replay.resumption import Resumptions
    from gateway.router import Router
    from gateway.sessions.burst import Flusher
    from gateway.sessions.pings import PingClock
    from gateway.sessions.rates import Rates
    from gateway.sessions.registry import Registry
    from gateway.settings import GatewaySettings


@dataclass(frozen=True, slots=True)
class Services:
    """What sessions of one node share."""

    settings: GatewaySettings
    verifier: TokenVerifier
    feed: Feed
    planner: BindingPlanner
    router: Router
    resumptions: Resumptions
    registry: Registry
    connects: Rates
    flusher: Flusher
    pings: PingClock
    presence: Presence
    durable: DurableQueues
