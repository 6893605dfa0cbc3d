"""Errors over HTTP: RFC 9457 problem details (``application/problem+json``), always with a stable ``code``."""

from __future__ import annotations

from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from freightwire.telemetry import get_logger

MEDIA_TYPE = "application/problem+json"
TYPE_BASE = "https://freightwire.dev/problems/"

_CODES = {404: "not_found", 405: "method_not_allowed", 413: "too_large", 415: "unsupported_media_type"}
_log = get_logger()


class Problem(Exception):  # noqa: N818  (the standard's own word)
    """An answer that says what is wrong. ``extensions`` are further members of the problem, for programs."""

    def __init__(
        self,
        status: int,
        code: str,
        title: str,
        detail: str = "",
        *,
        headers: Mapping[str, str] | None = None,
        **extensions: Any,
    ) -> None:
        super().__init__(f"{code}: {detail or title}")
        self.status = status
        self.code = code
        self.title = title
        self.detail = detail
        self.headers = dict(headers or {})
        self.extensions = extensions

    def body(self, instance: str) -> dict[str, Any]:
        """The problem's members; ``instance`` is the path that was asked for."""
        return {
            "type": TYPE_BASE + self.code,
            "title": self.title,
            "status": self.status,
            "detail": self.detail or self.title,
            "code": self.code,
            "instance": instance,
            **self.extensions,
        }

    def response(self, instance: str) -> JSONResponse:
        """The problem as an HTTP response."""
        return JSONResponse(self.body(instance), status_code=self.status, headers=self.headers, media_type=MEDIA_TYPE)


def install(app: FastAPI) -> None:
    """Answer every error of ``app`` with a problem."""

    @app.exception_handler(Problem)
    async def problem(request: Request, error: Problem) -> JSONResponse:
        return error.response(request.url.path)

    @app.exception_handler(RequestValidationError)
    async def invalid(request: Request, error: RequestValidationError) -> JSONResponse:
        # The value itself is not repeated: it may be a secret, and it may be huge.
        errors = [
            {
                "field": ".".join(str(part) for part in item["loc"][1:]) or str(item["loc"][0]),
                "message": item["msg"],
            }
            for item in error.errors()
        ]
        detail = "; ".join(f"{item['field']}: {item['message']}" for item in errors[:3])
        problem = Problem(400, "invalid_request", "The request is not valid", detail, errors=errors)
        return problem.response(request.url.path)

    @app.exception_handler(HTTPException)
    async def http_error(request: Request, error: HTTPException) -> JSONResponse:
        phrase = HTTPStatus(error.status_code).phrase
        problem = Problem(
            error.status_code,
            _CODES.get(error.status_code, phrase.lower().replace(" ", "_")),
            phrase,
            str(error.detail),
            headers=error.headers,
        )
        return problem.response(request.url.path)

    @app.exception_handler(Exception)
    async def unexpected(request: Request, error: Exception) -> JSONResponse:
        _log.error("request_failed", path=request.url.path, method=request.method, exc_info=error)
        problem = Problem(500, "internal_error", "Something went wrong on our side", "The error has been logged.")
        return problem.response(request.url.path)
