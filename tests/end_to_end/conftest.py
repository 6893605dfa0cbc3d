"""The whole system, once for all tests of a module. Without Node the web's tests cannot run; in CI that is an error."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tests.support.desk import Desk
from tests.support.page import bundle, node
from tests.support.system import System

collect_ignore_glob = [] if node() or os.environ.get("CI") else ["test_web_*.py"]


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


@pytest.fixture(scope="module")
async def driver(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The TypeScript client and store as a program (web/tests/driver.ts)."""
    return await bundle(tmp_path_factory.mktemp("driver"), "driver")
