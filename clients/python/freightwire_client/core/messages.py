"""What the gateway says, read; what the client says, written."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from freightwire_client.items import Event, MalformedEventError, Member

PONG = '{"pong":{}}'


class UnreadableMessageError(ValueError):
    """A frame that is not the protocol."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What became of a cursor. ``resumed``: True without a hole, False with one (``reason``), None without a cursor."""

    cursor: str
    resumed: bool | None = None
    replayed: int = 0
    reason: str | None = None
    presence: tuple[Member, ...] | None = None
    """The members of the orders; None where nothing is said of them."""
    presence_truncated: bool = False

    @classmethod
    def from_body(cls, body: dict[str, Any]) -> Verdict:
        """Read it from ``connected``, ``subscribed`` or the ``connected`` event of Server-Sent Events."""
        try:
            return cls(
                cursor=str(body["cursor"]),
                resumed=body.get("resumed"),
                replayed=int(body.get("replayed") or 0),
                reason=body.get("reason"),
                presence=_members(body.get("presence")),
                presence_truncated=bool(body.get("presenceTruncated", False)),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise UnreadableMessageError(f"no verdict in {sorted(body)}") from error


def _members(presence: Any) -> tuple[Member, ...] | None:
    return None if presence is None else tuple(Member.model_validate(member) for member in presence)


@dataclass(frozen=True, slots=True)
class Pushed:
    """An event of a live subscription."""

    event: Event


@dataclass(frozen=True, slots=True)
class Delivered:
    """An event of a durable queue."""

    queue: str
    tag: int
    redelivered: bool
    event: Event


@dataclass(frozen=True, slots=True)
class Reply:
    """The answer to a command."""

    id: int
    name: str
    body: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Ping:
    """A sign of life; ``cursor`` is where the client stands if it has taken everything before."""

    cursor: str | None


@dataclass(frozen=True, slots=True)
class Reset:
    """Live continuity broke."""

    reason: str
    cursor: str | None


@dataclass(frozen=True, slots=True)
class Drain:
    """The node stops; it closes the connection in so many seconds."""

    within_seconds: float


@dataclass(frozen=True, slots=True)
class QueueClosed:
    """The gateway has closed a durable queue of ours."""

    queue: str
    reason: str


@dataclass(frozen=True, slots=True)
class Other:
    """A message that this version does not know. ``names``: the fields it has."""

    names: tuple[str, ...]


Message = Pushed | Delivered | Reply | Ping | Reset | Drain | QueueClosed | Other


def command(number: int, name: str, fields: dict[str, Any]) -> str:
    """A command as it travels."""
    return json.dumps({"id": number, name: fields}, separators=(",", ":"), ensure_ascii=False)


def parse(frame: str | bytes) -> Message:
    """Read one frame.

    Raises:
        UnreadableMessageError: it is not the protocol.
    """
    message = _object(frame)
    raw = frame if isinstance(frame, str) else frame.decode()
    if "event" in message:
        return _event(message, raw)
    try:
        if "id" in message:
            number = message.pop("id")
            ((name, body),) = message.items()
            return Reply(int(number), str(name), dict(body))
        return _control(message)
    except (AttributeError, KeyError, TypeError, ValueError) as error:
        raise UnreadableMessageError(f"not a message of the gateway: {error!r}") from error


def _control(message: dict[str, Any]) -> Message:
    match message:
        case {"ping": dict(ping)}:
            return Ping(ping.get("cursor"))
        case {"reset": dict(reset)}:
            return Reset(str(reset.get("reason", "")), reset.get("cursor"))
        case {"drain": dict(drain)}:
            return Drain(max(0.0, float(drain.get("withinMs", 0)) / 1000))
        case {"closed": dict(closed)}:
            return QueueClosed(str(closed["queue"]), str(closed.get("reason", "")))
        case _:
            return Other(tuple(message))


def of_push(message: Any) -> Pushed:
    """An event that came as an object already, in an answer to a long poll.

    Raises:
        UnreadableMessageError: it is none.
    """
    if not isinstance(message, dict):
        raise UnreadableMessageError("not a JSON object")
    pushed = _event(message, "")
    if not isinstance(pushed, Pushed):
        raise UnreadableMessageError("a delivery without a queue's connection")
    return pushed


def body_of(text: str) -> dict[str, Any]:
    """The JSON object in ``text``, the data of a Server-Sent Event.

    Raises:
        UnreadableMessageError: it is none.
    """
    return _object(text)


def _object(frame: str | bytes) -> dict[str, Any]:
    try:
        message: Any = json.loads(frame)
    except (ValueError, RecursionError) as error:
        raise UnreadableMessageError("not JSON") from error
    if not isinstance(message, dict):
        raise UnreadableMessageError("not a JSON object")
    return message


def _event(message: dict[str, Any], raw: str) -> Pushed | Delivered:
    try:
        event = Event.from_push(message, raw)
    except MalformedEventError as error:
        raise UnreadableMessageError(str(error)) from error
    if "queue" not in message:
        if not isinstance(event.cursor, str):
            raise UnreadableMessageError("an event without a cursor")
        return Pushed(event)
    return Delivered(str(message["queue"]), int(message["tag"]), bool(message.get("redelivered", False)), event)
