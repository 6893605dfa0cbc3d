"""What Prometheus is told. Labels are bounded: codes and reasons, never users or orders."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

PREFIX = "freightwire_gateway_"

sessions = Gauge(f"{PREFIX}sessions", "Connected sessions", ["transport"])
subscriptions = Gauge(f"{PREFIX}subscriptions", "Client bindings of all sessions")
bindings = Gauge(f"{PREFIX}bindings", "Bindings of the node's queue")
live = Gauge(f"{PREFIX}live", "Whether events flow from the broker")

events = Counter(f"{PREFIX}events_total", "Events taken from the node's queue")
duplicates = Counter(f"{PREFIX}duplicates_total", "Repeated events that were dropped")
malformed = Counter(f"{PREFIX}malformed_total", "Messages that were no events and were dropped")
deliveries = Counter(f"{PREFIX}deliveries_total", "Events handed to sessions")
sent_bytes = Counter(f"{PREFIX}bytes_total", "Bytes written to clients")
conflated = Counter(f"{PREFIX}conflated_total", "Ephemeral events replaced by newer ones while they waited")
closes = Counter(f"{PREFIX}closes_total", "Sessions closed by the gateway", ["code"])
refusals = Counter(f"{PREFIX}refusals_total", "Commands and requests refused", ["code"])
resumes = Counter(f"{PREFIX}resumes_total", "Verdicts on cursors", ["resumed", "reason"])
resets = Counter(f"{PREFIX}resets_total", "Breaks of live continuity that sessions were told of", ["reason"])
backfills = Counter(f"{PREFIX}backfills_total", "Gaps of the node filled from the history after a reconnect")

replay_seconds = Histogram(
    f"{PREFIX}replay_seconds",
    "Duration of one pass over the history",
    buckets=(0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30),
)
event_age_seconds = Histogram(
    f"{PREFIX}event_age_seconds",
    "Time from an event's birth to its delivery",
    buckets=(0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60),
)
