"""What the notifier counts, beside what its consumer, inbox and outbox count themselves."""

from __future__ import annotations

from prometheus_client import Counter

SENT = Counter("freightwire_notifier_sent_total", "Notifications given to a channel", ["channel", "kind"])
REPEATED = Counter("freightwire_notifier_repeated_total", "Notifications that a channel had already", ["channel"])
UNADDRESSABLE = Counter("freightwire_notifier_unaddressable_total", "Notices to a name that is no user id", ["kind"])
DATABASE_WAITS = Counter(
    "freightwire_notifier_database_waits_total", "Times that an event waited for the database to come back"
)
