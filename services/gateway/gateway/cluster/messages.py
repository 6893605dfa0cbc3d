"""What travels between nodes."""

from __future__ import annotations

from typing import Any

from freightwire.events.base import RoutingWord
from pydantic import BaseModel, ConfigDict, ValidationError

MESSAGE_BYTES = 16 * 1024 * 1024


class MalformedControlError(ValueError):
    """The bytes are no message of a node."""


class ControlMessage(BaseModel):
    """``question`` is the id that an answer repeats; None where none is wanted.

    Unknown fields are ignored: nodes of two versions work side by side during an upgrade.
    """

    model_config = ConfigDict(extra="ignore", frozen=True)

    kind: RoutingWord
    sender: RoutingWord
    body: dict[str, Any]
    question: str | None = None

    def encode(self) -> bytes:
        """As it travels."""
        return self.model_dump_json(exclude_none=True).encode()

    @classmethod
    def decode(cls, data: bytes) -> ControlMessage:
        """Read a message.

        Raises:
            MalformedControlError: it is none, or too long.
        """
        if len(data) > MESSAGE_BYTES:
            raise MalformedControlError("too long")
        try:
            return cls.model_validate_json(data)
        except ValidationError as error:
            raise MalformedControlError(str(error)) from error
