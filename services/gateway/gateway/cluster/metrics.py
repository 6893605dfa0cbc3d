"""What Prometheus is told of the cluster of nodes."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

from gateway.metrics import PREFIX

peers = Gauge(f"{PREFIX}cluster_peers", "Other nodes that have given a sign of life lately")
questions = Counter(f"{PREFIX}cluster_questions_total", "Questions to all nodes", ["outcome"])
malformed = Counter(f"{PREFIX}cluster_malformed_total", "Messages of other nodes that could not be read")
unknown = Counter(f"{PREFIX}cluster_unknown_total", "Messages of a kind that this version does not know")
