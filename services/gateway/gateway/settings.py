"""The gateway's settings, from the environment: ``FREIGHTWIRE_`` and the name in capitals."""

from __future__ import annotations

import socket

from freightwire.events.base import RoutingWord
from freightwire.identifiers import new_id
from freightwire.settings import ServiceSettings, TokenSettings
from pydantic import Field


def _node_name() -> str:
    """Host name and a unique end: one host may run several nodes, and a name must not be taken twice."""
    host = "".join(letter if letter.isalnum() else "-" for letter in socket.gethostname() if letter.isascii())
    return f"{host[:40]}-{new_id()[-8:]}"


class GatewaySettings(ServiceSettings, TokenSettings):
    """Everything that can be set; README.md has the table."""

    gateway_node: RoutingWord = Field(default_factory=_node_name)
    gateway_origins: list[str] = Field(default_factory=list)
    """Origins that browsers may come from, as JSON; ``*`` allows all. No Origin at all is no browser:
    allowed.
    """

    gateway_connect_seconds: float = Field(default=10, gt=0)
    gateway_ping_seconds: float = Field(default=25, gt=0)
    gateway_pong_seconds: float = Field(default=10, gt=0)
    gateway_command_seconds: float = Field(default=30, gt=0)
    """How long a command may wait for the broker before it is answered with ``unavailable``."""

    gateway_frame_bytes: int = Field(default=64 * 1024, ge=1024)
    gateway_outbound_bytes: int = Field(default=1024 * 1024, ge=64 * 1024)
    gateway_socket_bytes: int = Field(default=256 * 1024, ge=4096)
    """The kernel's send buffer per connection: what lies there is beyond the outbound budget and cannot be conflated.
    Left to itself the kernel lets it grow to megabytes.
    """
    gateway_bindings_per_session: int = Field(default=200, ge=1)
    gateway_sessions_per_user: int = Field(default=20, ge=1)
    gateway_commands_per_second: float = Field(default=20, gt=0)
    gateway_commands_burst: float = Field(default=50, ge=1)
    gateway_rate_strikes: int = Field(default=50, ge=1)
    """Commands refused for their rate within about a minute before the session is closed with 4505."""

    gateway_connects_per_second: float = Field(default=20, gt=0)
    gateway_connects_burst: float = Field(default=50, ge=1)
    """Of one user, over all transports; a poll is one."""
    gateway_url_bytes: int = Field(default=8 * 1024, ge=256)
    gateway_head_bytes: int = Field(default=32 * 1024, ge=1024)
    """The whole head of a request: its line and its headers."""
    gateway_comment_seconds: float = Field(default=15, gt=0)
    """After so long a silence an event stream says that it still lives."""
    gateway_poll_events: int = Field(default=1_000, ge=1)
    """Events in one answer to a poll; it is bounded by ``gateway_outbound_bytes`` too."""
    gateway_unacked_seconds: float = Field(default=40, ge=1)
    """How long what was sent may stay unacknowledged before the connection is given up: a client that vanished is
    noticed by this where it has no pings to answer.
    """

    gateway_queue_length: int = Field(default=100_000, ge=1)
    gateway_binding_threshold: int = Field(default=64, ge=1)
    gateway_unbind_seconds: float = Field(default=30, ge=0)
    gateway_heartbeat_seconds: float = Field(default=15, gt=0)
    gateway_broker_grace_seconds: float = Field(default=60, ge=0)
    """How long sessions are kept while the broker is away; then they are closed with 4405."""

    gateway_replay_events: int = Field(default=5_000, ge=1)
    gateway_replay_hours: float = Field(default=24, gt=0)
    gateway_replay_slack_seconds: float = Field(default=10, gt=0)
    gateway_replay_scan: int = Field(default=500_000, ge=1)
    gateway_ring_events: int = Field(default=20_000, ge=0)
    gateway_backfill_events: int = Field(default=50_000, ge=1)

    gateway_presence_lease_seconds: float = Field(default=30, gt=0)
    """After which a node that is not heard of is taken for dead, and its members for gone."""
    gateway_presence_leave_seconds: float = Field(default=10, ge=0)
    """How long somebody may be away before others are told."""
    gateway_presence_rest_seconds: float = Field(default=45, gt=0)
    """Within which a client without a socket must say again that it is there."""
    gateway_presence_per_second: float = Field(default=5, gt=0)
    gateway_presence_burst: float = Field(default=20, ge=1)
    gateway_presence_orders: int = Field(default=20, ge=1)
    """Orders that one session may be in at a time."""
    gateway_presence_snapshot: int = Field(default=1_000, ge=1)
    """Members in one reply."""
    gateway_queues_per_session: int = Field(default=5, ge=1)
    gateway_queues_per_user: int = Field(default=10, ge=1)
    """Names of durable queues that a user opened in seven days, as far as this node knows."""
    gateway_queues_per_node: int = Field(default=2_000, ge=1)
    """Durable queues that sessions of this node may have open together: each is a channel on the broker."""
    gateway_queue_prefetch: int = Field(default=100, ge=1, le=1_000)
    gateway_ack_timeout_seconds: int = Field(default=600, ge=1, le=1_200)
    """The longest that a client may hold a message; below the broker's own limit, 30 minutes unless set otherwise."""
    gateway_acks_per_second: float = Field(default=200, gt=0)
    gateway_acks_burst: float = Field(default=500, ge=1)

    gateway_cluster_beat_seconds: float = Field(default=10, gt=0)
    """Between a node's signs of life to the others; after three of them without one it counts as gone."""
    gateway_cluster_answer_seconds: float = Field(default=2, gt=0)
    """How long the other nodes may take to answer a question."""
    gateway_revocation_hours: float = Field(default=24, gt=0, le=168)
    """How long a revocation is remembered: at least as long as the longest-lived token is valid."""

    gateway_drain_seconds: float = Field(default=10, ge=0)
    """How long the sessions' departure is spread over on shutdown."""
