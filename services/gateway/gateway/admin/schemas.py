"""What administrators are answered."""

from __future__ import annotations

from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel


class Answer(BaseModel):
    """Base: camelCase."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, serialize_by_alias=True)


class SessionOut(Answer):
    """One connected session."""

    id: str
    node: str
    user: str
    name: str
    roles: list[str]
    client: str
    """What the client calls itself."""
    connected_at: datetime
    expires_at: datetime
    """When its token ends, and the session with it unless it is refreshed."""
    bindings: list[str]
    """Live subscriptions, at most 20 of them."""
    binding_count: int
    queues: list[str]
    """Durable queues that it has open."""


class NodeSessions(Answer):
    """What one node answers; ``truncated`` where it has more sessions than it names."""

    sessions: list[SessionOut] = Field(default_factory=list)
    truncated: bool = False


class Asked(Answer):
    """Whose answers these are. What ``missing`` nodes would have said is not known."""

    nodes: list[str]
    missing: list[str]


class SessionsOut(Asked):
    """The sessions of an organisation, the longest connected first."""

    sessions: list[SessionOut]
    truncated: bool


class DisconnectedOut(Answer):
    """A session that was closed, and where."""

    id: str
    node: str


class RevokedOut(Asked):
    """Tokens of ``user`` that were issued until ``revoked_at`` are refused until ``until``: by ``nodes`` already, by
    ``missing`` ones as soon as they reach the broker.
    """

    user: str
    revoked_at: datetime
    until: datetime
