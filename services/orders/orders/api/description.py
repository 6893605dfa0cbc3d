"""What the OpenAPI document says beyond what FastAPI finds in the routes."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from freightwire.http.problems import MEDIA_TYPE

if TYPE_CHECKING:
    from fastapi import FastAPI

MADE_BY_FASTAPI = ("HTTPValidationError", "ValidationError")
PROBLEMS = frozenset({"ProblemOut", "ConflictOut", "TransitionRefusedOut"})


def describe(app: FastAPI) -> None:
    """Make ``app`` describe itself in full: its version, and problems under their own media type."""
    app.version = version("freightwire-orders")
    app.summary = "Orders and their documents: commands over REST, facts as events."
    made_by_fastapi = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = made_by_fastapi()
            for path in document["paths"].values():
                for operation in path.values():
                    # FastAPI's own: here a request that is not valid is 400, as every problem under "default".
                    operation["responses"].pop("422", None)
                    for response in operation["responses"].values():
                        _under_their_media_type(response)
            for name in MADE_BY_FASTAPI:
                document["components"]["schemas"].pop(name, None)
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to extend the document


def _under_their_media_type(response: dict[str, Any]) -> None:
    content = response.get("content", {})
    reference = content.get("application/json", {}).get("schema", {}).get("$ref", "")
    if reference.rpartition("/")[2] in PROBLEMS:
        content[MEDIA_TYPE] = content.pop("application/json")
