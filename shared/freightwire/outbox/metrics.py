"""What the relay counts."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

unpublished = Gauge("freightwire_outbox_unpublished", "Events committed and not yet confirmed", ["service"])
lag = Gauge("freightwire_outbox_lag_seconds", "Age of the oldest event that is not confirmed", ["service"])
held_back_now = Gauge("freightwire_outbox_waiting_after_refusal", "Events that are put off just now", ["service"])
active = Gauge("freightwire_outbox_relay_active", "Whether this process is the one that publishes", ["service"])
relayed = Counter("freightwire_outbox_relayed_total", "Events confirmed by the broker", ["service"])
held_back = Counter("freightwire_outbox_held_back_total", "Times that an event was put off", ["service", "reason"])
interrupted = Counter("freightwire_outbox_interrupted_total", "Windows cut short by the broker", ["service"])
put_out = Counter("freightwire_outbox_put_out_total", "Silent relays put out by this one", ["service"])
failures = Counter("freightwire_outbox_failures_total", "Faults of the relay itself", ["service"])
epochs = Counter(
    "freightwire_outbox_epochs_total", "Epochs begun because the database was restored", ["service", "reason"]
)
delay = Histogram(
    "freightwire_outbox_delay_seconds",
    "From the event's own time, just before its commit, to the broker's confirm",
    ["service"],
    buckets=(0.005, 0.01, 0.03, 0.1, 0.3, 1, 3, 10, 60),
)
