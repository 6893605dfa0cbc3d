"""What clients say."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Annotated, Any, Literal, Self

from freightwire.events.base import RoutingWord
from pydantic import BaseModel, ConfigDict, Field, ValidationError, model_validator
from pydantic.alias_generators import to_camel

from gateway.protocol.codes import CommandError, ErrorCode, ProtocolViolationError

BINDINGS_PER_COMMAND = 100
FLUSH_LIMIT_MS = 1000
FIELD_LIMIT = 100
"""Characters of the name of a field that is being edited."""
REASON_LIMIT = 500
"""Characters of a reason for a dead letter."""
COMMAND_ID_LIMIT = 2**53 - 1
"""The largest integer that every JSON reader keeps exactly."""

Binding = Annotated[str, Field(min_length=1, max_length=200)]
Bindings = Annotated[list[Binding], Field(max_length=BINDINGS_PER_COMMAND)]
Token = Annotated[str, Field(min_length=1, max_length=8192)]
FieldName = Annotated[str, Field(min_length=1, max_length=FIELD_LIMIT, pattern=r"^[^\x00-\x1f\x7f]+$")]
CursorText = Annotated[str, Field(max_length=1000)]


class Command(BaseModel):
    """Base of all commands: camelCase, unknown fields ignored, no conversions."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore", frozen=True, strict=True)


class Connect(Command):
    """Who the client is, and optionally what it wants and where it stood."""

    token: Token | None = None
    """None where the handshake carried an ``Authorization`` header."""
    client: Annotated[str, Field(max_length=100)] = ""
    cursor: CursorText | None = None
    bindings: Bindings = Field(default_factory=list)
    flush_ms: Annotated[int, Field(ge=0, le=FLUSH_LIMIT_MS)] = 0


class Subscribe(Command):
    """More bindings, optionally replayed from a cursor first."""

    bindings: Annotated[Bindings, Field(min_length=1)]
    cursor: CursorText | None = None


class Unsubscribe(Command):
    """Fewer bindings, named as they were subscribed."""

    bindings: Annotated[Bindings, Field(min_length=1)]


class Refresh(Command):
    """A newer token for the same person."""

    token: Token


class SetPresence(Command):
    """What the client's user does in an order; nothing else says so, least of all a subscription."""

    order: RoutingWord
    state: Literal["viewing", "editing", "left"]
    field: FieldName | None = None

    @model_validator(mode="after")
    def _field_of_editing(self) -> Self:
        if (self.state == "editing") != (self.field is not None):
            raise ValueError("field belongs to editing, and editing needs one")
        return self


class Open(Command):
    """Consume a durable queue of the user's own: made where it is not there, and bound."""

    queue: RoutingWord
    bindings: Annotated[Bindings, Field(min_length=1)]
    """Added to those that the queue has: the session then knows what a queue that was lost must be bound with."""
    unbind: Bindings = Field(default_factory=list)
    """Bindings of earlier openings that are no longer wanted."""
    prefetch: Annotated[int, Field(ge=1)] | None = None
    ack_timeout: Annotated[int, Field(ge=1)] | None = None
    """Seconds."""


class Tagged(Command):
    """A message that came with ``tag`` from an open queue."""

    queue: RoutingWord
    tag: Annotated[int, Field(ge=1, le=COMMAND_ID_LIMIT)]


class Ack(Tagged):
    """The message is done with; with ``multiple`` also all before it that are not."""

    multiple: bool = False


class Nack(Tagged):
    """The message could not be dealt with: again, or away with it."""

    requeue: bool = True
    reason: Annotated[str, Field(max_length=REASON_LIMIT)] = ""


class Close(Command):
    """No more from this queue; what is not acknowledged goes back. With ``delete`` the queue and all in it is gone."""

    queue: RoutingWord
    delete: bool = False


class Pong(Command):
    """The answer to a ping; it has no id and gets no reply."""


COMMANDS: dict[str, type[Command]] = {
    "connect": Connect,
    "subscribe": Subscribe,
    "unsubscribe": Unsubscribe,
    "refresh": Refresh,
    "presence": SetPresence,
    "open": Open,
    "ack": Ack,
    "nack": Nack,
    "close": Close,
}


@dataclass(frozen=True, slots=True)
class Request:
    """A command with the id that its reply repeats; a problem in its place is answered as an error."""

    id: int
    command: Command | CommandError


def parse(text: str | bytes) -> Request | Pong:
    """Read one frame.

    Raises:
        ProtocolViolationError: it is not one JSON object with an integer ``id``, so that no reply could be
        matched.
    """
    try:
        message: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise ProtocolViolationError("a frame is one JSON object") from error
    if not isinstance(message, dict):
        raise ProtocolViolationError("a frame is one JSON object")
    if message.keys() == {"pong"}:
        return Pong()
    number = message.pop("id", None)
    if not isinstance(number, int) or isinstance(number, bool) or not 0 <= number <= COMMAND_ID_LIMIT:
        raise ProtocolViolationError("a command has an integer id")
    return Request(number, _command(message))


def _command(message: dict[str, Any]) -> Command | CommandError:
    if len(message) != 1:
        return CommandError(ErrorCode.BAD_REQUEST, "a frame holds one command")
    ((name, body),) = message.items()
    model = COMMANDS.get(name)
    if model is None:
        return CommandError(ErrorCode.BAD_REQUEST, "unknown command")
    try:
        return model.model_validate(body)
    except ValidationError as error:
        # Locations and kinds only: the input may hold a token.
        problems = "; ".join(
            f"{'.'.join(str(part) for part in problem['loc']) or name}: {problem['msg']}"
            for problem in error.errors(include_input=False, include_url=False)[:5]
        )
        return CommandError(ErrorCode.BAD_REQUEST, problems)
