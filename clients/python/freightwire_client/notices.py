"""What happens to the connection, for those who want to show or log it. Nothing depends on being listened to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from freightwire_client.core.ladder import State, Way

if TYPE_CHECKING:
    from freightwire_client.core.messages import Verdict


@dataclass(frozen=True, slots=True)
class StateChanged:
    """The client is connected otherwise than before."""

    state: State


@dataclass(frozen=True, slots=True)
class Started:
    """A subscription is live: what is published from now on comes. Again after every loss of the connection."""

    bindings: tuple[str, ...]
    way: Way
    verdict: Verdict


@dataclass(frozen=True, slots=True)
class Lost:
    """A connection ended or could not be had; the next attempt comes in so many seconds."""

    way: Way
    reason: str
    retry_in: float


Notice = StateChanged | Started | Lost
Listener = Callable[[Notice], None]
"""Called in the client's own task: must be quick, and must not raise."""
