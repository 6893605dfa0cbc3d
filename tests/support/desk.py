"""A dispatcher for tests: REST commands to orders, and a WebSocket to the gateway that keeps what comes."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import httpx
from gateway.server import GatewayServer
from gateway.testing import Client

from tests.support.system import System, token

SAMPLES = Path(__file__).parents[2] / "docs" / "samples"
SAMPLE_NAMES = sorted(path.name.removesuffix(".expected.json") for path in SAMPLES.glob("*.expected.json"))
PATIENCE_SECONDS = 60.0
Event = dict[str, Any]


def pdf(name: str) -> bytes:
    """A sample document, made unlike any that was sent before (a comment after the end of the file)."""
    return (SAMPLES / f"{name}.pdf").read_bytes() + b"\n%" + os.urandom(8).hex().encode() + b"\n"


class Desk:
    """One user of one organisation."""

    def __init__(
        self,
        system: System,
        org: str = "alpha",
        user: str = "ana",
        role: str = "dispatcher",
        bindings: list[str] | None = None,
    ) -> None:
        self._system = system
        self.bearer = token(org, user, (role,), bindings)
        self.http = httpx.AsyncClient(
            base_url=system["orders"].url, headers={"Authorization": f"Bearer {self.bearer}"}, timeout=30
        )

    async def watch(self, *bindings: str, cursor: str | None = None, patience: float = PATIENCE_SECONDS) -> Client:
        """A live subscription, from ``cursor`` on."""
        where = cast("GatewayServer", SimpleNamespace(port=self._system.gateway_port))
        client = await Client.open(where, patience=patience)
        fields = {"cursor": cursor} if cursor else {}
        reply = await client.connect(*bindings, bearer=self.bearer, **fields)
        assert "connected" in reply, reply
        assert reply["connected"]["resumed"] is (True if cursor else None), reply
        return client

    async def create(self, reference: str) -> str:
        """A new order; its id."""
        answer = await self.http.post("/orders", json={"data": {"reference": reference}})
        answer.raise_for_status()
        return str(answer.json()["id"])

    async def order(self, order_id: str) -> dict[str, Any]:
        """An order as it is now."""
        answer = await self.http.get(f"/orders/{order_id}")
        answer.raise_for_status()
        return cast("dict[str, Any]", answer.json())

    async def patch(self, order_id: str, data: dict[str, Any]) -> httpx.Response:
        """Change an order, whatever its version."""
        return await self.http.patch(
            f"/orders/{order_id}",
            json=data,
            headers={"If-Match": "*", "Content-Type": "application/merge-patch+json"},
        )

    async def upload(self, content: bytes, *, name: str = "comanda.pdf", order: str | None = None) -> httpx.Response:
        """Send one document."""
        path = f"/orders/{order}/documents" if order else "/orders/documents"
        return await self.http.post(path, files={"file": (name, content, "application/pdf")})

    async def send(self, content: bytes, *, order: str | None = None) -> tuple[str, str]:
        """Send one document that is taken; the ids of its order and of itself."""
        answer = await self.upload(content, order=order)
        assert answer.status_code == 201, answer.text
        result = answer.json()["results"][0]
        return str(result["orderId"]), str(result["documentId"])


def of_order(events: list[Event], order_id: str, *types: str) -> list[Event]:
    """The events of one order, of the given types or of all."""
    return [
        event for event in events if event["data"].get("orderId") == order_id and (not types or event["event"] in types)
    ]


def stages(events: list[Event], order_id: str) -> list[str]:
    """The stages that an order's document went through, each once, in order."""
    seen: list[str] = []
    for event in of_order(events, order_id, "order:ai_processing"):
        if event["data"]["stage"] not in seen:
            seen.append(event["data"]["stage"])
    return seen


def versions(events: list[Event], order_id: str) -> list[int]:
    """The versions of an order's events, as they came."""
    return [event["version"] for event in of_order(events, order_id) if event.get("version") is not None]


def is_read(order_id: str) -> Callable[[list[Event]], bool]:
    """Whether the reading of the order's document has ended, one way or the other."""

    def check(events: list[Event]) -> bool:
        return bool(of_order(events, order_id, "order:validation_complete", "order:processing_failed"))

    return check
