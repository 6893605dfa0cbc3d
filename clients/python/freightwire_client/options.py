"""How patient the client is. The defaults are the protocol's."""

from __future__ import annotations

from dataclasses import dataclass

from freightwire_client.core import backoff


@dataclass(frozen=True, slots=True, kw_only=True)
class Options:
    """All times in seconds.

    Attributes:
        client: the name under which the gateway logs this client.
        flush_ms: 0 to 1000; pushes come in bunches at most that often.
        open_seconds: for the handshake.
        reply_seconds: for the answer to a command; the gateway itself waits up to 30 s for its broker.
        first_delay, delay_limit: ceilings of the random pause before the first and the last of many attempts.
        stable_seconds: a connection that lasted so long ends the counting of attempts.
        silence_factor: a connection that has said nothing for so many ping intervals is dead.
        stream_silence: the same for Server-Sent Events, which send a comment every 15 s.
        poll_wait: how long a long poll may wait.
        changes_interval: between two REST polls for changes.
        command_rate, command_burst: commands a second, and at once: less than the gateway allows (20 and 50).
        ack_rate, ack_burst: the same for acknowledgements (200 and 500).
        presence_rate, presence_burst: the same for changes of presence (5 and 20).
        presence_interval: how often presence is repeated where there is no WebSocket; the gateway forgets after 45 s.
    """

    client: str = "freightwire-client/0.1"
    flush_ms: int = 0
    open_seconds: float = 10.0
    reply_seconds: float = 40.0
    first_delay: float = backoff.FIRST_SECONDS
    delay_limit: float = backoff.LIMIT_SECONDS
    stable_seconds: float = backoff.STABLE_SECONDS
    silence_factor: float = 2.5
    stream_silence: float = 40.0
    poll_wait: float = 25.0
    changes_interval: float = 5.0
    command_rate: float = 15.0
    command_burst: float = 30.0
    ack_rate: float = 150.0
    ack_burst: float = 300.0
    presence_rate: float = 4.0
    presence_burst: float = 15.0
    presence_interval: float = 20.0

    def backoff(self) -> backoff.Backoff:
        """A new count of attempts."""
        return backoff.Backoff(first=self.first_delay, limit=self.delay_limit, stable=self.stable_seconds)
