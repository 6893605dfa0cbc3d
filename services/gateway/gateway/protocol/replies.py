"""What the gateway says besides events."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable

    from freightwire.cursor import ResumeFailure

    from gateway.protocol.codes import CommandError, ErrorCode, ResetReason


@dataclass(frozen=True, slots=True)
class Resumption:
    """The verdict on a cursor: True, a promise of no hole; False with a reason; None where none was given."""

    resumed: bool | None
    replayed: int = 0
    reason: ResumeFailure | None = None

    def fields(self) -> dict[str, Any]:
        """As it stands in a reply."""
        fields: dict[str, Any] = {"resumed": self.resumed, "replayed": self.replayed}
        if self.reason is not None:
            fields["reason"] = self.reason.value
        return fields


def encode(message: dict[str, Any]) -> bytes:
    """A message as it travels."""
    return json.dumps(message, separators=(",", ":"), ensure_ascii=False).encode()


def reply(number: int, name: str, body: dict[str, Any]) -> bytes:
    """The answer to command ``number``."""
    return encode({"id": number, name: body})


def error(number: int, problem: CommandError) -> bytes:
    """The refusal of command ``number``."""
    body = {"code": problem.code.value, "message": problem.message, "retryable": problem.code.retryable}
    return reply(number, "error", body)


def reset(reason: ResetReason, cursor: str, bindings: Iterable[str]) -> bytes:
    """Live continuity broke: the client reloads its state and goes on from ``cursor``."""
    return encode({"reset": {"reason": reason.value, "cursor": cursor, "bindings": list(bindings)}})


def drain(within_ms: int) -> bytes:
    """The client should reconnect within that time."""
    return encode({"drain": {"withinMs": within_ms}})


def ping(cursor: str) -> bytes:
    """A sign of life that moves the cursor on."""
    return encode({"ping": {"cursor": cursor}})


def queue_closed(queue: str, code: ErrorCode) -> bytes:
    """The gateway closed a durable queue of the session; what was not acknowledged went back."""
    return encode({"closed": {"queue": queue, "reason": code.value}})


def closed(code: int, reason: str) -> bytes:
    """The end, for transports that have no close codes of their own."""
    return encode({"close": {"code": code, "reason": reason}})


def name_of(message: bytes) -> str:
    """What kind of message it is: the name of the one object in it."""
    return message[2 : message.index(b'"', 2)].decode()
