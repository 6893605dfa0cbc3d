"""What the service's OpenAPI document says beyond what FastAPI finds in the routes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from freightwire.http import description

if TYPE_CHECKING:
    from fastapi import FastAPI

MADE_BY_FASTAPI = ("HTTPValidationError", "ValidationError")
PROBLEMS = frozenset({"ProblemOut", "ConflictOut", "TransitionRefusedOut"})


def describe(app: FastAPI) -> None:
    """Make ``app`` describe itself in full."""
    description.describe(
        app,
        package="freightwire-orders",
        summary="Orders and their documents: commands over REST, facts as events.",
        problems=PROBLEMS,
        left_out=MADE_BY_FASTAPI,
    )
