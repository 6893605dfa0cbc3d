"""Refusals as problems (RFC 9457): one place where an exception of a command gets its status, code and words."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from fastapi.responses import JSONResponse
from freightwire.database import is_unavailable
from freightwire.http import Problem
from freightwire.telemetry import get_logger
from sqlalchemy.exc import DBAPIError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from orders.api.refusals import note_if_refused
from orders.commands import errors
from orders.domain.filetypes import ACCEPTED
from orders.domain.lifecycle import UnknownTransitionError
from orders.domain.order_data import InvalidOrderDataError
from orders.uploading import EmptyFileError, FileTooLargeError, UnsupportedFileError

if TYPE_CHECKING:
    from fastapi import FastAPI, Request

    from orders.commands.errors import EditConflictError

REFUSALS = (
    errors.NotFoundError,
    errors.OrderEndedError,
    errors.DuplicateOrderError,
    errors.DuplicateFileError,
    errors.VersionUnknownError,
    errors.ValueChangedError,
    errors.NotRetryableError,
    errors.AlreadyThereError,
    errors.MovedMeanwhileError,
    errors.KeyReusedError,
    EmptyFileError,
    FileTooLargeError,
    UnsupportedFileError,
    UnknownTransitionError,
    InvalidOrderDataError,
)
DATABASE_ERRORS = (DBAPIError, PoolTimeoutError, ConnectionError, TimeoutError)
BUSY = frozenset({"55P03", "57014", "40P01", "40001"})
"""SQLSTATE codes of waits that took too long and of transactions that stood in one another's way."""
DATA_EXCEPTION = "22"
"""The class of SQLSTATE codes for values that cannot be stored, such as a null character in a text."""

_log = get_logger()


def problem_of(error: Exception) -> Problem:  # noqa: C901, PLR0911, PLR0912  (one case per refusal)
    """The problem that tells a client about a refusal; ``error`` is one of REFUSALS."""
    match error:
        case errors.NotFoundError():
            return Problem(404, "not_found", "Not found", "There is no such thing, or you may not see it.")
        case UnknownTransitionError():
            return Problem(404, "unknown_transition", "Unknown transition", "The lifecycle has none of that name.")
        case errors.OrderEndedError():
            return Problem(
                409,
                "order_ended",
                "The order has ended",
                f"It is {error.status}. Reopen it first.",
                currentStatus=error.status,
            )
        case errors.DuplicateOrderError():
            return Problem(
                409,
                "duplicate_order",
                "The order exists already",
                f"Order {error.number} has the same client and reference.",
                orderId=error.existing_id,
                number=error.number,
            )
        case errors.DuplicateFileError():
            where = f"Order {error.order_id}" if error.order_id else "An order that you may not see"
            problem = Problem(
                409, "duplicate_file", "The file is here already", f"{where} has a document with the same bytes."
            )
            if error.order_id:
                problem.extensions |= {"orderId": error.order_id, "documentId": error.document_id}
            return problem
        case errors.VersionUnknownError():
            return Problem(
                412,
                "version_unknown",
                "The order does not have that version",
                f"It is at version {error.current}.",
                headers={"ETag": f'"{error.current}"'},
                currentVersion=error.current,
            )
        case errors.ValueChangedError():
            return Problem(
                409,
                "value_changed",
                "A value is another by now",
                "Read the order again.",
                fields=list(error.fields),
            )
        case errors.NotRetryableError():
            return Problem(
                409,
                "being_read",
                "The document is being read",
                "Wait until it is read or has failed.",
                retryAfterSeconds=error.wait_seconds,
                headers={"Retry-After": str(error.wait_seconds)},
            )
        case errors.AlreadyThereError():
            return Problem(409, "already_there", "The document belongs to that order already")
        case errors.MovedMeanwhileError():
            return Problem(
                409,
                "moved_meanwhile",
                "Somebody moved the document at the same moment",
                "Look where it is now, then try again.",
            )
        case errors.KeyReusedError():
            return Problem(
                422,
                "idempotency_key_reused",
                "The Idempotency-Key belongs to another request",
                "Make a new key for each command.",
            )
        case EmptyFileError():
            return Problem(400, "empty_file", "The file is empty")
        case FileTooLargeError():
            return Problem(
                413,
                "file_too_large",
                "The file is too large",
                f"The limit is {error.limit // 1024**2} MB (FREIGHTWIRE_UPLOAD_FILE_LIMIT_MB).",
                limitBytes=error.limit,
            )
        case UnsupportedFileError():
            return Problem(
                415,
                "unsupported_file",
                "Files of this kind cannot be read",
                f"By its content it is {error.detected}. Accepted: PDF, PNG, JPEG, TIFF, XML, e-mail (.eml).",
                detected=error.detected,
                accepted=list(ACCEPTED),
            )
        case InvalidOrderDataError():
            return Problem(
                400,
                "invalid_order_data",
                "The order's data is not valid",
                str(error),
                errors=[{"field": one.field, "code": one.code, "message": one.message} for one in error.errors],
            )
        case _:
            raise TypeError(f"{type(error).__name__} is not a refusal")


def edit_conflict(error: EditConflictError) -> Problem:
    """The answer to an edit that collided with somebody else's."""
    fields: list[dict[str, Any]] = [
        {"field": one.field, "base": one.base, "theirs": one.theirs, "mine": one.mine} for one in error.conflicts
    ]
    return Problem(
        409,
        "edit_conflict",
        "Somebody else changed the same fields",
        ", ".join(one["field"] for one in fields),
        headers={"ETag": f'"{error.current_version}"'},
        baseVersion=error.base_version,
        currentVersion=error.current_version,
        fields=fields,
    )


def unavailable() -> Problem:
    """The answer while the database is away."""
    return Problem(
        503,
        "database_unavailable",
        "The database cannot be had just now",
        "Nothing was changed, or the answer was lost: send the command again with the same Idempotency-Key.",
        headers={"Retry-After": "2"},
    )


def busy() -> Problem:
    """The answer where others held what the command needed for too long."""
    return Problem(
        503,
        "database_busy",
        "Others are changing the same just now",
        "Nothing was changed: send the command again.",
        headers={"Retry-After": "1"},
    )


def install(app: FastAPI) -> None:
    """Answer the refusals and the database's absence with problems."""

    async def refusal(request: Request, error: Exception) -> JSONResponse:
        problem = error if isinstance(error, Problem) else problem_of(error)
        await note_if_refused(request, problem)
        return problem.response(request.url.path)

    async def database_error(request: Request, error: Exception) -> JSONResponse:
        if is_unavailable(error):
            _log.warning("database_unavailable", path=request.url.path, reason=type(error).__name__)
            return unavailable().response(request.url.path)
        code = getattr(getattr(error, "orig", None), "sqlstate", None) or ""
        if code in BUSY:
            _log.warning("database_busy", path=request.url.path, sqlstate=code)
            return busy().response(request.url.path)
        if code.startswith(DATA_EXCEPTION):
            _log.warning("unstorable_value", path=request.url.path, sqlstate=code)
            problem = Problem(400, "invalid_request", "A value cannot be stored", "For example a null character.")
            return problem.response(request.url.path)
        raise error

    for refused in (Problem, *REFUSALS):
        app.add_exception_handler(refused, refusal)
    for failed in DATABASE_ERRORS:
        app.add_exception_handler(failed, database_error)
