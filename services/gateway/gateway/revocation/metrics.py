"""What Prometheus is told of revocations."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

from gateway.metrics import PREFIX

remembered = Gauge(f"{PREFIX}revocations", "Users whose older tokens are refused")
refused = Counter(f"{PREFIX}revoked_tokens_total", "Tokens refused because they were revoked")
closed = Counter(f"{PREFIX}revoked_sessions_total", "Sessions closed because their token was revoked")
