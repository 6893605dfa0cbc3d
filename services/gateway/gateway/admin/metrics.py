"""What Prometheus is told of administrators' actions."""

from __future__ import annotations

from prometheus_client import Counter

from gateway.metrics import PREFIX

actions = Counter(f"{PREFIX}admin_total", "Administrators' requests", ["action", "outcome"])
