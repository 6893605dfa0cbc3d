"""Structured logs: one JSON object per line on standard error, one event name per fact."""

from __future__ import annotations

import logging
import sys
from typing import Literal

import structlog
from structlog.types import Processor

LogFormat = Literal["json", "console"]

# Local variables stay out of the logs: they hold tokens and people's data.
_tracebacks = structlog.processors.ExceptionRenderer(
    structlog.tracebacks.ExceptionDictTransformer(show_locals=False, max_frames=20)
)


def get_logger(**facts: object) -> structlog.stdlib.BoundLogger:
    """A logger; ``facts`` are in each of its lines."""
    logger: structlog.stdlib.BoundLogger = structlog.get_logger(**facts)
    return logger


def configure_logging(service: str, *, level: str = "INFO", form: LogFormat = "json") -> None:
    """Set up logging for a process. Other libraries' log lines take the same way and the same form."""
    shared: list[Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.stdlib.ExtraAdder(),
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        _service_name(service),
    ]
    last: list[Processor] = (
        [_tracebacks, structlog.processors.JSONRenderer()]
        if form == "json"
        else [
            structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), exception_formatter=structlog.dev.plain_traceback)
        ]
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        wrapper_class=structlog.make_filtering_bound_logger(logging.getLevelNamesMapping()[level.upper()]),
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *last],
        )
    )
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(level.upper())
    for chatty in ("aiormq", "aio_pika", "uvicorn.access", "httpx", "websockets"):
        logging.getLogger(chatty).setLevel(logging.ERROR)


def _service_name(service: str) -> Processor:
    def add(_: object, __: str, line: structlog.types.EventDict) -> structlog.types.EventDict:
        line["service"] = service
        return line

    return add
