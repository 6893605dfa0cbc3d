"""What is known about a session, for those who look at it from outside."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

    from freightwire.auth import Identity


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionFacts:
    """``client`` is what the client calls itself, ``since`` when it came; bindings as it named them."""

    id: str
    identity: Identity
    client: str
    since: datetime
    bindings: tuple[str, ...]
    queues: tuple[str, ...]
