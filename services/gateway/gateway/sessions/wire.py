"""How a transport puts what a session has to say, so that the session need not know it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

    from gateway.protocol.push import Push


class MessageFraming(Protocol):
    """Frames what is no event."""

    def __call__(self, message: bytes, cursor: str | None) -> bytes:
        """``message`` is JSON; ``cursor``, where there is one, is where the client stands once it has it."""


@dataclass(frozen=True, slots=True)
class Wire:
    """One kind of transport.

    Args:
        name: for metrics.
        event: frames an event; asked for every event and client, so it should only look up what was made once.
        message: frames everything else.
        pings: whether the client is told now and then that the connection lives, and where it stands.
        answered: whether the client can say something, so that it is expected to ``connect`` and to answer pings.
    """

    name: str
    event: Callable[[Push], bytes]
    message: MessageFraming
    pings: bool = True
    answered: bool = True
