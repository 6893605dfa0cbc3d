"""The OpenAPI document of the REST interface (docs/openapi.json)."""

from __future__ import annotations

import json

from orders.api.app import build_app

ANY_LIMIT = 1024 * 1024


def openapi_document() -> str:
    """The document as JSON text, the same for the same code."""
    app = build_app(None, body_limit=ANY_LIMIT)
    return json.dumps(app.openapi(), indent=2, ensure_ascii=False, sort_keys=True) + "\n"
