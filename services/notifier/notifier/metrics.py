"""What the notifier counts, beside what its consumer, inbox and outbox count themselves."""

from __future__ import annotations

from prometheus_client import Counter, Gauge, Histogram

SENT = Counter("freightwire_notifier_sent_total", "Notifications given to a channel", ["channel", "kind"])
REPEATED = Counter("freightwire_notifier_repeated_total", "Notifications that their person had already", ["kind"])
UNADDRESSABLE = Counter("freightwire_notifier_unaddressable_total", "Notices to a name that is no user id", ["kind"])
UNWANTED = Counter("freightwire_notifier_unwanted_total", "Notices that their person wants by no channel", ["kind"])
UNREACHABLE = Counter(
    "freightwire_notifier_unreachable_total", "Notices for a channel by which their person has no address", ["channel"]
)
DATABASE_WAITS = Counter(
    "freightwire_notifier_database_waits_total", "Times that an event waited for the database to come back"
)
ATTEMPTS = Histogram(
    "freightwire_notifier_attempt_seconds",
    "Time of one attempt at a delivery, by its outcome",
    ["channel", "outcome"],
    buckets=(0.01, 0.03, 0.1, 0.3, 1, 3, 10, 30, 60),
)
DEAD = Counter("freightwire_notifier_dead_total", "Deliveries that were given up", ["channel", "reason"])
DOUBTFUL = Counter(
    "freightwire_notifier_doubtful_total", "Deliveries whose outcome was unknown, by what became of them",
    ["channel", "verdict"],
)  # fmt: skip
LATE = Histogram(
    "freightwire_notifier_delivery_lateness_seconds",
    "From the time that a delivery was due to the end of its success",
    ["channel"],
    buckets=(0.1, 0.3, 1, 3, 10, 60, 600, 3600, 86400),
)
WAITING = Gauge("freightwire_notifier_deliveries", "Deliveries that are due, tried again or dead", ["channel", "state"])
CHANNEL_UP = Gauge("freightwire_notifier_channel_up", "Whether a channel's server answers", ["channel"])
SCHEDULED = Counter("freightwire_notifier_scheduled_total", "Scheduled words whose time came", ["kind", "outcome"])
FAULTS = Gauge("freightwire_notifier_fault_open", "Whether a fault of the system is open", ["fault"])
WATCH_FAILED = Counter("freightwire_notifier_watch_failed_total", "Looks at the system that failed", ["what"])
