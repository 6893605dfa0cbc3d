"""What the nodes of the gateway say to one another: questions to all, answers, and signs of life."""

from gateway.cluster.bus import Answers, BusUnavailableError, ClusterBus

__all__ = ["Answers", "BusUnavailableError", "ClusterBus"]
