"""What an OpenAPI document says beyond what FastAPI finds in the routes."""

from __future__ import annotations

from importlib.metadata import version
from typing import TYPE_CHECKING, Any

from freightwire.http.problems import MEDIA_TYPE

if TYPE_CHECKING:
    from collections.abc import Collection

    from fastapi import FastAPI


def describe(
    app: FastAPI, *, package: str, summary: str, problems: Collection[str], left_out: Collection[str] = ()
) -> None:
    """Make ``app`` describe itself in full: its version, and problems under their own media type.

    Args:
        package: the distribution whose version it is.
        problems: the names of the schemas that are problem details.
        left_out: the names of schemas that FastAPI adds and nothing refers to.
    """
    app.version = version(package)
    app.summary = summary
    made_by_fastapi = app.openapi

    def openapi() -> dict[str, Any]:
        if app.openapi_schema is None:
            document = made_by_fastapi()
            for path in document["paths"].values():
                for operation in path.values():
                    # FastAPI's own: here a request that is not valid is 400, as every problem under "default".
                    operation["responses"].pop("422", None)
                    for response in operation["responses"].values():
                        _under_its_media_type(response, problems)
            for name in left_out:
                document["components"]["schemas"].pop(name, None)
            app.openapi_schema = document
        return app.openapi_schema

    app.openapi = openapi  # type: ignore[method-assign]  # FastAPI's own way to extend the document


def _under_its_media_type(response: dict[str, Any], problems: Collection[str]) -> None:
    content = response.get("content", {})
    reference = content.get("application/json", {}).get("schema", {}).get("$ref", "")
    if reference.rpartition("/")[2] in problems:
        content[MEDIA_TYPE] = content.pop("application/json")
