"""A desk with people of several roles, before a real database and a real object store."""

from __future__ import annotations

import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
import pytest
import pytest_asyncio
from freightwire.auth import TokenVerifier, issue_development_token
from freightwire.database import Database
from freightwire.events.documents import DocumentExtracted, DocumentFailed
from freightwire.events.envelope import Envelope
from freightwire.http import bearer
from freightwire.messaging import Delivery
from freightwire.migrations import upgrade
from freightwire.objects import ObjectStore
from orders.__main__ import MIGRATIONS
from orders.api.app import build_app
from orders.api.context import Context
from orders.api.rate import RateLimiter
from orders.handlers.ai_results import AiResults
from orders.settings import OrdersSettings
from orders.storage.numbers import Numbers
from pydantic import SecretStr
from sqlalchemy import text

SECRET = "a secret that is long enough for tests"
FILE_LIMIT_MB = 1
FILES_LIMIT = 3

COMPLETE: dict[str, Any] = {
    "reference": "CT-1",
    "client": {"name": "Iveria Trans SRL", "vatId": "RO18547290"},
    "sale": {"amount": 1250, "currency": "EUR"},
    "stops": [
        {"id": "a", "kind": "loading", "city": "Cluj-Napoca", "country": "RO", "date": "2026-11-24"},
        {"id": "b", "kind": "unloading", "city": "Wien", "country": "AT", "date": "2026-11-26"},
    ],
}


@dataclass
class Person:
    """Somebody at the desk, or beside it, who sends requests."""

    client: httpx.AsyncClient
    org: str
    user: str
    token: str

    async def send(self, method: str, path: str, **arguments: Any) -> httpx.Response:
        headers = {"Authorization": f"Bearer {self.token}"} | arguments.pop("headers", {})
        return await self.client.request(method, path, headers=headers, **arguments)

    async def get(self, path: str, **arguments: Any) -> httpx.Response:
        return await self.send("GET", path, **arguments)

    async def post(self, path: str, json: Any = None, **arguments: Any) -> httpx.Response:
        return await self.send("POST", path, **({"json": json} if json is not None else {}), **arguments)

    async def create(self, data: dict[str, Any] | None = None, **headers: str) -> dict[str, Any]:
        answer = await self.post("/orders", {"data": data or {}}, headers=headers)
        assert answer.status_code == 201, answer.text
        order: dict[str, Any] = answer.json()
        return order

    async def patch(self, order_id: str, patch: Any, version: int | None, **headers: str) -> httpx.Response:
        sent = {"Content-Type": "application/merge-patch+json"} | headers
        if version is not None:
            sent["If-Match"] = f'"{version}"'
        return await self.send("PATCH", f"/orders/{order_id}", content=json.dumps(patch), headers=sent)

    async def take(self, order_id: str, name: str, **details: Any) -> httpx.Response:
        return await self.post(f"/orders/{order_id}/transitions/{name}", details)

    async def upload(
        self, *files: tuple[str, bytes], path: str = "/orders/documents", **headers: str
    ) -> httpx.Response:
        parts = [("file", (name, content, "application/pdf")) for name, content in files]
        return await self.send("POST", path, files=parts, headers=headers)


@dataclass
class Desk:
    """One organisation's people, and what lies behind the API."""

    client: httpx.AsyncClient
    database: Database
    numbers: Numbers
    results: AiResults
    objects: Path
    org: str
    files_limit: int = FILES_LIMIT
    """Files that one request may bring."""

    def person(
        self, *roles: str, user: str = "ana", org: str | None = None, bindings: list[str] | None = None
    ) -> Person:
        org = org or self.org
        token = issue_development_token(SECRET, org=org, user=user, roles=list(roles), bindings=bindings)
        return Person(self.client, org, user, token)

    @property
    def ana(self) -> Person:
        """A dispatcher."""
        return self.person("dispatcher")

    async def rows(self, statement: str, **values: Any) -> list[Any]:
        async with self.database.sessions() as session:
            return list(await session.execute(text(statement), {"org": self.org, **values}))

    async def events(self, order_id: str) -> list[dict[str, Any]]:
        """The durable events of an order as they wait in the outbox, in the order in which they will go out."""
        rows = await self.rows(
            "SELECT routing_key, headers, data FROM outbox WHERE routing_key LIKE :key ORDER BY seq",
            key=f"{self.org}.order.{order_id}.%",
        )
        return [
            {
                "type": row.headers["cloudEvents_type"],
                "key": row.routing_key.split(".", 3)[3],
                "version": row.headers["cloudEvents_version"],
                "actor": row.headers.get("cloudEvents_actor"),
                "data": json.loads(row.data),
            }
            for row in rows
        ]

    async def submissions(self, document_id: str) -> list[dict[str, Any]]:
        rows = await self.rows(
            "SELECT data FROM outbox WHERE routing_key = :key ORDER BY seq",
            key=f"{self.org}.document.{document_id}.submitted",
        )
        return [json.loads(row.data) for row in rows]

    def stored_objects(self) -> list[Path]:
        return [path for path in (self.objects / self.org).rglob("*") if path.is_file()]

    def delivery(self, event: DocumentExtracted | DocumentFailed, *, org: str | None = None) -> Delivery:
        envelope = Envelope.of(event, org=org or self.org, source="ai-processor")
        return Delivery(envelope=envelope, event=event, attempt=1, redelivered=False)


@pytest.fixture(scope="module")
def settings(database_url: str, tmp_path_factory: pytest.TempPathFactory) -> OrdersSettings:
    upgrade(SecretStr(database_url), MIGRATIONS)
    return OrdersSettings(
        amqp_url=SecretStr("amqp://nowhere.invalid"),
        database_url=SecretStr(database_url),
        object_store_url=tmp_path_factory.mktemp("objects").as_uri(),
        token_secret=SecretStr(SECRET),
        upload_file_limit_mb=FILE_LIMIT_MB,
        upload_files_limit=FILES_LIMIT,
        orders_requests_burst=100_000,
    )


@pytest_asyncio.fixture(scope="module")
async def open_desk(settings: OrdersSettings) -> AsyncIterator[Callable[[], Desk]]:
    """A function that opens a desk of a new organisation."""
    async with desks(settings) as open_one:
        yield open_one


@pytest_asyncio.fixture
async def impatient_desk(settings: OrdersSettings) -> AsyncIterator[Desk]:
    """A desk whose database waits for nobody."""
    async with desks(settings.model_copy(update={"database_statement_timeout_seconds": 0.5})) as open_one:
        yield open_one()


@asynccontextmanager
async def desks(settings: OrdersSettings) -> AsyncIterator[Callable[[], Desk]]:
    database = Database(settings, application_name="orders-tests")
    numbers = Numbers(settings)
    context = Context(
        settings=settings,
        sessions=database.sessions,
        numbers=numbers,
        store=ObjectStore(settings.object_store_url),
        identity=bearer(TokenVerifier(settings)),
        limiter=RateLimiter(
            per_second=settings.orders_requests_per_second,
            burst=settings.orders_requests_burst,
            clock=time.monotonic,
        ),
    )
    app = build_app(context, body_limit=settings.json_body_limit, readiness=(database.problem,))
    transport = httpx.ASGITransport(app, raise_app_exceptions=False)
    async with httpx.AsyncClient(transport=transport, base_url="http://orders", timeout=30) as client:

        def open_one() -> Desk:
            return Desk(
                client=client,
                database=database,
                numbers=numbers,
                results=AiResults(database.sessions, settings),
                objects=Path(httpx.URL(settings.object_store_url).path),
                org=f"org-{uuid4().hex[:8]}",
            )

        yield open_one
    await numbers.close()
    await database.close()


@pytest.fixture
def desk(open_desk: Callable[[], Desk]) -> Desk:
    return open_desk()


@pytest.fixture
def complete() -> dict[str, Any]:
    """The data of an order that can be confirmed."""
    return json.loads(json.dumps(COMPLETE))
