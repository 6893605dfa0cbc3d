"""The published OpenAPI document is the one that the code makes."""

from __future__ import annotations

import json
from pathlib import Path

from orders.openapi import openapi_document

PUBLISHED = Path(__file__).parents[3] / "docs" / "openapi.json"


def test_the_published_document_is_current() -> None:
    assert PUBLISHED.read_text() == openapi_document(), "run: python -m orders openapi > docs/openapi.json"


def test_every_operation_asks_for_a_token_and_names_its_problems() -> None:
    document = json.loads(openapi_document())
    operations = [operation for path in document["paths"].values() for operation in path.values()]

    assert len(operations) == 20
    assert all(operation["security"] == [{"HTTPBearer": []}] for operation in operations)
    assert all("application/problem+json" in operation["responses"]["default"]["content"] for operation in operations)
    assert all("default" in operation["responses"] for operation in operations)
