"""The published OpenAPI document is the one that the code makes."""

from __future__ import annotations

import json
from pathlib import Path

from notifier.openapi import openapi_document

PUBLISHED = Path(__file__).parents[3] / "docs" / "openapi-notifier.json"
OPEN = "/unsubscribe"


def test_the_published_document_is_current() -> None:
    assert PUBLISHED.read_text() == openapi_document(), "run: python -m notifier openapi > docs/openapi-notifier.json"


def test_every_operation_asks_for_a_token_and_names_its_problems() -> None:
    paths = json.loads(openapi_document())["paths"]
    operations = [operation for path, methods in paths.items() if path != OPEN for operation in methods.values()]
    assert len(operations) == 26
    assert all(operation["security"] == [{"HTTPBearer": []}] for operation in operations)
    assert all("application/problem+json" in operation["responses"]["default"]["content"] for operation in operations)
    assert all("security" not in operation for operation in paths[OPEN].values())
