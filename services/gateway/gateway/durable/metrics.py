"""What Prometheus is told of durable queues."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

from gateway.metrics import PREFIX

opened = Gauge(f"{PREFIX}queues_open", "Durable queues that sessions have open")
unacknowledged = Gauge(f"{PREFIX}queue_unacknowledged", "Messages of durable queues that clients hold")
opens = Counter(f"{PREFIX}queue_opens_total", "Openings of durable queues", ["outcome"])
pushes = Counter(f"{PREFIX}queue_pushes_total", "Messages of durable queues pushed", ["redelivered"])
settled = Counter(f"{PREFIX}queue_settled_total", "Messages that left a client's hands", ["how"])
bad_tags = Counter(f"{PREFIX}queue_bad_tags_total", "Acknowledgements of messages that were not held", ["code"])
skipped = Counter(f"{PREFIX}queue_skipped_total", "Ephemeral events in durable queues that were passed over")
dead_lettered = Counter(f"{PREFIX}queue_dead_lettered_total", "Messages dead-lettered by the gateway", ["code"])
interruptions = Counter(f"{PREFIX}queue_interruptions_total", "Durable queues that had to be opened again")
