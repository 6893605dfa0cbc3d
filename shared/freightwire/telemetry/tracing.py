"""W3C trace context: the ``traceparent`` that travels from a REST command to the push on a screen."""

from __future__ import annotations

import re
import secrets
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

import structlog

_TRACEPARENT = re.compile(r"^00-([0-9a-f]{32})-([0-9a-f]{16})-[0-9a-f]{2}$")
_current: ContextVar[str | None] = ContextVar("traceparent", default=None)


def new_traceparent() -> str:
    """A ``traceparent`` that starts a new, sampled trace."""
    return f"00-{secrets.token_hex(16)}-{secrets.token_hex(8)}-01"


def trace_id_of(traceparent: str | None) -> str | None:
    """The trace id inside a ``traceparent``; None where it is absent or malformed."""
    match = _TRACEPARENT.match(traceparent or "")
    return match[1] if match else None


def current_traceparent() -> str | None:
    """The ``traceparent`` of the work that is being done now."""
    return _current.get()


@contextmanager
def traced(traceparent: str | None, **facts: str | None) -> Iterator[str]:
    """Do work inside a trace: continue ``traceparent``, or start a new one where it is absent or malformed.

    ``facts`` and the trace id are in every log line written meanwhile.
    """
    value = traceparent if traceparent and trace_id_of(traceparent) else new_traceparent()
    token = _current.set(value)
    known = {name: fact for name, fact in facts.items() if fact is not None}
    try:
        with structlog.contextvars.bound_contextvars(trace_id=trace_id_of(value), **known):
            yield value
    finally:
        _current.reset(token)
