"""Which bindings the node's queue needs."""

from gateway.bindings.planner import BindingPlanner, Plan

__all__ = ["BindingPlanner", "Plan"]
