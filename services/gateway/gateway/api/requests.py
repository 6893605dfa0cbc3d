"""What subscribing requests have in common: their parameters, their token, and how a refusal is answered."""

from __future__ import annotations

from http import HTTPStatus
from typing import TYPE_CHECKING, Annotated

from fastapi import Query
from freightwire.http import Problem

from gateway import metrics
from gateway.access import bearer_of
from gateway.protocol.codes import CloseCode, CommandError, ErrorCode
from gateway.protocol.commands import BINDINGS_PER_COMMAND, FLUSH_LIMIT_MS, Binding, CursorText

if TYPE_CHECKING:
    from fastapi import Request

    from gateway.sessions.registry import Registry

BindingsQuery = Annotated[
    list[Binding],
    Query(alias="binding", min_length=1, max_length=BINDINGS_PER_COMMAND, description="A topic pattern; repeatable."),
]
CursorQuery = Annotated[CursorText | None, Query(description="Where the client stands; left out at the beginning.")]
ClientQuery = Annotated[str, Query(max_length=100, description="What the client is, for the log.")]
FlushQuery = Annotated[
    int, Query(alias="flushMs", ge=0, le=FLUSH_LIMIT_MS, description="Events come in bunches at most that often.")
]

CHALLENGE = {"WWW-Authenticate": 'Bearer realm="freightwire"'}
SOON = {"Retry-After": "1"}
LATER = {"Retry-After": "5"}

_STATUS: dict[ErrorCode, tuple[HTTPStatus, dict[str, str]]] = {
    ErrorCode.FORBIDDEN: (HTTPStatus.FORBIDDEN, {}),
    ErrorCode.RATE_LIMITED: (HTTPStatus.TOO_MANY_REQUESTS, SOON),
    ErrorCode.TOO_MANY_SESSIONS: (HTTPStatus.TOO_MANY_REQUESTS, LATER),
    ErrorCode.UNAVAILABLE: (HTTPStatus.SERVICE_UNAVAILABLE, LATER),
    ErrorCode.TOKEN_INVALID: (HTTPStatus.UNAUTHORIZED, CHALLENGE),
    ErrorCode.TOKEN_EXPIRED: (HTTPStatus.UNAUTHORIZED, CHALLENGE),
    ErrorCode.TOKEN_REVOKED: (HTTPStatus.UNAUTHORIZED, CHALLENGE),
}
_TITLES = {
    ErrorCode.TOKEN_INVALID: "The token was refused",
    ErrorCode.TOKEN_EXPIRED: "The token has expired",
    ErrorCode.TOKEN_REVOKED: "The token was revoked",
}


def bearer(request: Request) -> str:
    """The token of a request.

    Raises:
        Problem: 401 where there is none.
    """
    token = bearer_of(request.headers.get("authorization", ""))
    if token is None:
        raise refused(Problem(401, "token_missing", "A bearer token is needed", headers=CHALLENGE))
    return token


def check_open(registry: Registry) -> None:
    """New clients are taken.

    Raises:
        Problem: 503 while the node drains.
    """
    if registry.is_draining:
        raise refused(
            Problem(503, "draining", "This node is stopping", "Ask again: another node takes it.", headers=SOON)
        )


def problem_of(error: CommandError) -> Problem:
    """The refusal of a command as the refusal of a request; the code is the same."""
    status, headers = _STATUS.get(error.code, (HTTPStatus.BAD_REQUEST, {}))
    title = _TITLES.get(error.code, status.phrase)
    return refused(Problem(status, error.code.value, title, error.message, headers=headers))


def problem_of_close(code: CloseCode) -> Problem:
    """Why a request that waited is given up."""
    if code is CloseCode.DISCONNECTED:
        return Problem(403, code.reason, "Disconnected by an administrator")
    if code is CloseCode.INTERNAL_ERROR:
        return Problem(500, code.reason, "Something went wrong on our side")
    return Problem(503, code.reason, "The request was given up", "Ask again with the same cursor.", headers=LATER)


def refused(problem: Problem) -> Problem:
    """Count a refusal."""
    metrics.refusals.labels(problem.code).inc()
    return problem
