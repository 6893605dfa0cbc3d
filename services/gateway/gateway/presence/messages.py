"""What nodes say to one another about presence, on the ``presence`` exchange.

===========  ==============  ==================================================================================
message      routing key     what
===========  ==============  ==================================================================================
Announced    ``org.<org>``   what a node says about an organisation: all of it, or what has changed since
Beat         ``node.beat``   a node lives; its lease, and the number of its last announcement per organisation
Ask          ``node.ask``    who is there? Every node answers with all that it says about the organisations
Moved        ``node.moved``  a client without a connection has come to this node: it is no longer on any other
===========  ==============  ==================================================================================

A node numbers all its messages in one sequence, so that late and repeated ones are told from news.
"""

from __future__ import annotations

from typing import Annotated, Literal

from freightwire.events.base import RoutingWord
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError

EVERY_NODE = "node.#"
"""What each node is bound with; organisations come one by one."""


class MalformedMessageError(ValueError):
    """A message that is none of ours."""


class _Wire(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore")


class _FromNode(_Wire):
    node: str
    number: int
    lease_ms: int
    """For how long from now on the node may be believed to live."""

    @property
    def routing_key(self) -> str:
        """Where the message goes."""
        return f"node.{self.kind}"  # type: ignore[attr-defined]


class Said(_Wire):
    """One person in one order, as a node says it."""

    order: RoutingWord
    user: RoutingWord
    name: str = ""
    field: str | None = None
    since_ms: int = 0
    linger_ms: int | None = None
    """For how long the person still lingers; None for one who is there."""


class Gone(_Wire):
    """One person who is no longer in an order, for this node."""

    order: RoutingWord
    user: RoutingWord


class Announced(_FromNode):
    """What a node says about an organisation. ``after`` is the number of the announcement that this one continues; None
    for one that says all there is.
    """

    kind: Literal["announced"] = "announced"
    org: RoutingWord
    after: int | None = None
    members: tuple[Said, ...] = ()
    gone: tuple[Gone, ...] = ()

    @property
    def routing_key(self) -> str:
        """Where the message goes: to the nodes that care about the organisation."""
        return org_key(self.org)


class Beat(_FromNode):
    """A sign of life that renews the lease of everything the node has said.

    ``said`` has the number of the last announcement of every organisation that the node has something to say about.
    """

    kind: Literal["beat"] = "beat"
    said: dict[str, int] = Field(default_factory=dict)
    hello: bool = False
    """The node has just come to the bus: the others should make themselves known."""
    bye: bool = False
    """The node leaves it: what it has said ends by itself, and nobody need wait for its answers."""


class Ask(_FromNode):
    """Who is there?"""

    kind: Literal["ask"] = "ask"
    orgs: tuple[RoutingWord, ...]


class Moved(_FromNode):
    """A client that has no connection, and so no node, has been heard of here, at ``at_ms`` of the wall clock."""

    kind: Literal["moved"] = "moved"
    session: str
    org: RoutingWord
    order: RoutingWord
    user: RoutingWord
    at_ms: int


Message = Announced | Beat | Ask | Moved
_messages: TypeAdapter[Message] = TypeAdapter(Annotated[Message, Field(discriminator="kind")])


def org_key(org: str) -> str:
    """The routing key of everything that nodes say about an organisation."""
    return f"org.{org}"


def encode(message: Message) -> bytes:
    """As it travels."""
    return message.model_dump_json(exclude_none=True).encode()


def decode(body: bytes) -> Message:
    """Read what another node said.

    Raises:
        MalformedMessageError: it is no message of this protocol.
    """
    try:
        return _messages.validate_json(body)
    except ValidationError as error:
        raise MalformedMessageError(error.errors(include_input=False, include_url=False)[0]["msg"]) from error
