"""The promise itself: every committed change reaches whoever watches, once."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from gateway.testing import Client

    from tests.support.desk import Desk


async def assert_all_delivered_once(desk: Desk, watcher: Client, committed: dict[str, int]) -> None:
    """Every version of every order came to the watcher exactly once and in order, to the last one there is."""
    final = {}
    for order, version in committed.items():
        final[order] = (await desk.order(order))["version"]
        assert final[order] >= version, "a confirmed command is gone"
    events = watcher.events
    behind, looked_at = dict(final), 0

    def is_whole() -> bool:
        # Each event once: a watcher that goes through all of thousands for each is too slow a consumer.
        nonlocal looked_at
        for event in events[looked_at:]:
            if (order := event["data"].get("orderId")) in behind and event.get("version") == behind[order]:
                del behind[order]
        looked_at = len(events)
        return not behind

    await watcher.until(is_whole)
    delivered: dict[str, list[int]] = {order: [] for order in final}
    for event in events:
        if event["data"].get("orderId") in delivered and event.get("version") is not None:
            delivered[event["data"]["orderId"]].append(event["version"])
    assert delivered == {order: list(range(1, version + 1)) for order, version in final.items()}
