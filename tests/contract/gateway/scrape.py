"""What a gateway's ``/metrics`` says."""

from __future__ import annotations

import httpx
from prometheus_client.parser import text_string_to_metric_families

PREFIX = "freightwire_gateway_"


def metric(url: str, name: str, **labels: str) -> float:
    """A value, 0 where there is none. ``name`` without the common prefix."""
    text = httpx.get(f"{url}/metrics", timeout=30).text
    return sum(
        sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
        if sample.name == PREFIX + name and labels.items() <= sample.labels.items()
    )


def closes(url: str, code: int) -> float:
    """How many sessions the node has closed with ``code``."""
    return metric(url, "closes_total", code=str(code))
