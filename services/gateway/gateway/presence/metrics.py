"""What Prometheus is told of presence."""

from __future__ import annotations

from prometheus_client import Counter, Gauge

from gateway.metrics import PREFIX

members = Gauge(f"{PREFIX}presence_members", "People in orders through clients of this node, each once an order")
nodes = Gauge(f"{PREFIX}presence_nodes", "Other nodes that are believed to live")
organisations = Gauge(f"{PREFIX}presence_organisations", "Organisations whose presence this node follows")
changes = Counter(f"{PREFIX}presence_changes_total", "Presence events made for clients", ["happening"])
expired = Counter(
    f"{PREFIX}presence_expired_total",
    "What was not heard of in time: a node with all its members, or a client that has no connection",
    ["what"],
)
refused = Counter(f"{PREFIX}presence_refused_total", "Presence commands refused", ["code"])
cut = Counter(f"{PREFIX}presence_snapshots_cut_total", "Snapshots that had room for some members only")
messages = Counter(f"{PREFIX}presence_messages_total", "Messages between nodes", ["kind", "direction"])
unsent = Counter(f"{PREFIX}presence_unsent_total", "Messages to other nodes that the broker did not confirm")
malformed = Counter(f"{PREFIX}presence_malformed_total", "Messages from other nodes that could not be read")
