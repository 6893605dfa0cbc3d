"""Fixtures of the client's tests."""

from __future__ import annotations

from uuid import uuid4

import pytest


@pytest.fixture
def org() -> str:
    """An organisation that no other test knows."""
    return f"org-{uuid4().hex[:12]}"
