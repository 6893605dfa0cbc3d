"""Whatever is sent to the REST interface, it never answers with an error of its own.

Requests are made from the OpenAPI document, the same ones each time, and a good part of them is wrong on purpose.
"""

from __future__ import annotations

import asyncio
import json
import threading
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest
import schemathesis
from freightwire.auth import TokenVerifier, issue_development_token
from freightwire.database import Database
from freightwire.http import HttpServer, bearer
from freightwire.objects import ObjectStore
from hypothesis import HealthCheck, Phase, settings
from orders.api.app import build_app
from orders.api.context import Context
from orders.api.rate import RateLimiter
from orders.openapi import openapi_document
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import content_type_conformance, response_schema_conformance

from .live import SECRET

if TYPE_CHECKING:
    from collections.abc import Iterator

    from orders.settings import OrdersSettings
from orders.storage.numbers import Numbers

EXAMPLES = 30
"""Of each operation, with ids that exist and with ids that do not."""
CHECKS = (not_a_server_error, content_type_conformance, response_schema_conformance)

schema = schemathesis.openapi.from_dict(json.loads(openapi_document()))


class Served:
    """The application on a port, in a thread with a loop of its own: the requests come from a thread that blocks."""

    def __init__(self, settings: OrdersSettings) -> None:
        self._settings = settings
        self._ready = threading.Event()
        self._loop = asyncio.new_event_loop()
        self._stopping = asyncio.Event()
        self._thread = threading.Thread(target=self._loop.run_until_complete, args=(self._serve(),))
        self.url = ""

    async def _serve(self) -> None:
        database = Database(self._settings, application_name="any-request")
        numbers = Numbers(self._settings)
        context = Context(
            settings=self._settings,
            sessions=database.sessions,
            numbers=numbers,
            store=ObjectStore(self._settings.object_store_url),
            identity=bearer(TokenVerifier(self._settings)),
            limiter=RateLimiter(per_second=10_000, burst=10_000, clock=time.monotonic),
        )
        server = HttpServer(build_app(context, body_limit=self._settings.json_body_limit), "127.0.0.1", 0)
        await server.start()
        self.url = f"http://127.0.0.1:{server.port}"
        self._ready.set()
        await self._stopping.wait()
        await server.stop()
        await numbers.close()
        await database.close()

    def start(self) -> None:
        self._thread.start()
        assert self._ready.wait(30)

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._stopping.set)
        self._thread.join(30)
        self._loop.close()


@pytest.fixture(scope="module")
def served(settings: OrdersSettings) -> Iterator[Served]:
    one = Served(settings)
    one.start()
    yield one
    one.stop()


@pytest.fixture(scope="module")
def headers() -> dict[str, str]:
    everything = ["dispatcher", "lead", "accountant", "admin"]
    token = issue_development_token(SECRET, org="any", user="any", roles=everything)
    return {"Authorization": f"Bearer {token}"}


@pytest.fixture(scope="module")
def known(served: Served, headers: dict[str, str]) -> dict[str, str]:
    """Ids of things that are there."""
    with httpx.Client(base_url=served.url, headers=headers) as client:
        uploaded = client.post("/orders/documents", files={"file": ("a.pdf", b"%PDF-1.7\nany")}).json()
        [result] = uploaded["results"]
    return {
        "order_id": result["orderId"],
        "document_id": result["documentId"],
        "batch_id": uploaded["batchId"],
        "name": "hold",
    }


@schema.parametrize()
@settings(
    max_examples=EXAMPLES,
    derandomize=True,
    database=None,
    phases=[Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_no_request_leads_to_an_error_of_ours(
    case: schemathesis.Case, served: Served, headers: dict[str, str], known: dict[str, str]
) -> None:
    for ids in ({}, known):
        given: Any = case.path_parameters or {}
        case.path_parameters = {**given, **{name: value for name, value in ids.items() if name in given}}
        case.call_and_validate(base_url=served.url, headers=headers, checks=CHECKS)
