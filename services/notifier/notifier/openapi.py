"""The OpenAPI document of the REST interface (docs/openapi-notifier.json)."""

from __future__ import annotations

import json

from notifier.api.app import build_app


def openapi_document() -> str:
    """The document as JSON text, the same for the same code."""
    return json.dumps(build_app(None).openapi(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"
