"""Systems that a test may break: one for each test."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.support.system import System


@pytest.fixture
def make_system(tmp_path: Path, make_database: Callable[[], str]) -> Callable[..., System]:
    """A factory of systems over a given broker."""

    def make(amqp_url: str, **settings: str) -> System:
        return System(
            tmp_path,
            amqp_url=amqp_url,
            orders_database=make_database(),
            notifier_database=make_database(),
            **settings,
        )

    return make
