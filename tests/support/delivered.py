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

    def last_seen() -> dict[str, int]:
        seen: dict[str, int] = {}
        for event in events:
            if event.get("version") is not None:
                seen[event["data"]["orderId"]] = event["version"]
        return seen

    await watcher.until(lambda: final.items() <= last_seen().items())
    delivered: dict[str, list[int]] = {order: [] for order in final}
    for event in events:
        if event["data"].get("orderId") in delivered and event.get("version") is not None:
            delivered[event["data"]["orderId"]].append(event["version"])
    assert delivered == {order: list(range(1, version + 1)) for order, version in final.items()}
