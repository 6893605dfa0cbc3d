"""The node's side of the broker: one queue, its bindings, and continuity across the broker's absences."""

from gateway.feed.feed import Feed, FeedUnavailableError

__all__ = ["Feed", "FeedUnavailableError"]
