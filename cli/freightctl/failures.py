"""What is said to a person when a command cannot do what it was asked to."""

from __future__ import annotations


class Failure(Exception):  # noqa: N818  (not a programming error: it becomes one line and an exit status)
    """Ends the command with ``message`` on standard error and ``status`` as its exit status."""

    def __init__(self, message: str, status: int = 1) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
