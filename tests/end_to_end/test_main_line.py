"""A transport order arrives as a PDF; it is read, checked and becomes an order; everyone who watches sees each step."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from typing import Any, Self

import pytest

from tests.support.desk import PATIENCE_SECONDS, SAMPLE_NAMES, SAMPLES, Desk, is_read, of_order, pdf, stages, versions
from tests.support.system import SECRET, System

STAGES = ["received", "text", "classify", "extract", "validate", "done"]


def expected(name: str) -> dict[str, Any]:
    content: dict[str, Any] = json.loads((SAMPLES / f"{name}.expected.json").read_text())
    return content


def test_there_are_samples() -> None:
    assert len(SAMPLE_NAMES) >= 5


@pytest.mark.parametrize("name", SAMPLE_NAMES)
async def test_a_document_becomes_an_order_before_the_eyes_of_who_watches(desk: Desk, name: str) -> None:
    watcher = await desk.watch("order.#")
    order_id, document_id = await desk.send(pdf(name))
    await watcher.until(lambda: is_read(order_id)(watcher.events) and "done" in stages(watcher.events, order_id))
    order = await desk.order(order_id)
    await watcher.until(lambda: order["version"] in versions(watcher.events, order_id))
    await watcher.leave()

    assert stages(watcher.events, order_id) == STAGES
    progress = [event["data"]["progress"] for event in of_order(watcher.events, order_id, "order:ai_processing")]
    assert progress == sorted(progress)
    assert progress[-1] == 100
    durable = [event["event"] for event in of_order(watcher.events, order_id) if event.get("version") is not None]
    assert durable[0] == "order:created"
    assert {"order:document_added", "order:updated", "order:validation_complete", "order:status_changed"} <= set(
        durable
    )
    assert versions(watcher.events, order_id) == list(range(1, len(durable) + 1))

    assert order["version"] == len(durable)
    assert order["status"] == "needs_review"
    assert order["processing"] == 0
    document = (await desk.http.get(f"/documents/{document_id}")).json()
    assert document["state"] == "read"
    truth = expected(name)
    found = {field["path"]: field for field in document["fields"]}
    assert {path: found[path]["value"] if path in found else None for path in truth["fields"]} == truth["fields"]
    assert all(field["confidence"] > 0 and field["box"] and field["page"] for field in document["fields"])
    errors = sorted(issue["code"] for issue in document["issues"] if issue["severity"] == "error")
    planted = set(truth["issues"])
    assert planted <= {issue["code"] for issue in document["issues"]}
    assert set(errors) <= planted


async def test_two_watchers_see_the_same_in_the_same_order_and_a_foreign_one_nothing(system: System) -> None:
    ana, mihai, stranger = Desk(system), Desk(system, user="mihai"), Desk(system, org="beta", user="x")
    watchers = [await ana.watch("order.#"), await mihai.watch("order.#")]
    foreign = await stranger.watch("order.#", "user.me.#")
    sent = await asyncio.gather(*(ana.send(pdf(name)) for name in SAMPLE_NAMES[:4]))
    created = [await mihai.create(f"REF-{number}") for number in range(20)]
    own = await stranger.create("OWN")
    for watcher in watchers:
        await watcher.until(
            lambda w=watcher: (
                all(is_read(order)(w.events) for order, _ in sent)
                and all(of_order(w.events, order) for order in created)
            )
        )
    await foreign.until(lambda: bool(foreign.events))
    durable = [[event["id"] for event in watcher.events if event.get("version")] for watcher in watchers]
    assert durable[0] == durable[1]
    assert len(set(durable[0])) == len(durable[0])
    assert {event["data"]["orderId"] for event in foreign.events if event["event"].startswith("order:")} == {own}
    for watcher in (*watchers, foreign):
        await watcher.leave()


async def test_tails_on_the_command_line_see_the_same_and_a_foreign_one_nothing(system: System, desk: Desk) -> None:
    """As with the watchers above, with the tool that developers use."""
    beta = Desk(system, org="beta")
    async with Tail(system, "alpha") as first, Tail(system, "alpha") as second, Tail(system, "beta") as foreign:
        orders = [await desk.create(f"TAIL-{number}") for number in range(10)]
        own = await beta.create("TAIL-BETA")
        seen = [[await tail.event() for _ in orders] for tail in (first, second)]
        assert seen[0] == seen[1]
        assert [event["data"]["orderId"] for event in seen[0]] == orders
        assert (await foreign.event())["data"]["orderId"] == own


class Tail:
    """``freightctl tail 'order.#' --json`` as a process."""

    def __init__(self, system: System, org: str) -> None:
        self._command = ("tail", "order.#", "--json", "--org", org, "--gateway", system["gateway"].url)

    async def __aenter__(self) -> Self:
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "freightctl",
            *self._command,
            env={**os.environ, "FREIGHTWIRE_TOKEN_SECRET": SECRET},
            stdout=PIPE,
            stderr=PIPE,
        )
        assert self._process.stderr is not None
        greeting = await asyncio.wait_for(self._process.stderr.readline(), PATIENCE_SECONDS)
        assert greeting == b"connected\n"
        return self

    async def __aexit__(self, *_: object) -> None:
        self._process.kill()
        await self._process.wait()

    async def event(self) -> dict[str, Any]:
        """The next event."""
        assert self._process.stdout is not None
        line = await asyncio.wait_for(self._process.stdout.readline(), PATIENCE_SECONDS)
        content: dict[str, Any] = json.loads(line)
        return content
