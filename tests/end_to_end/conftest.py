"""The whole system, once for all tests of a module."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.support.desk import Desk
from tests.support.system import System


@pytest.fixture(scope="module")
async def system(
    tmp_path_factory: pytest.TempPathFactory, amqp_url: str, make_database: Callable[[], str]
) -> AsyncIterator[System]:
    directory: Path = tmp_path_factory.mktemp("system")
    system = System(directory, amqp_url=amqp_url, orders_database=make_database(), notifier_database=make_database())
    async with system:
        yield system


@pytest.fixture(scope="module")
def desk(system: System) -> Desk:
    return Desk(system)
