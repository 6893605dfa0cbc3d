"""``freightctl`` as a newcomer uses it: from nothing to a running system, and back."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import DEVNULL, PIPE
from typing import Any

import psutil
import pytest
from freightwire.local_servers.ports import free_port
from freightwire.testing import eventually

from tests.support.desk import SAMPLES
from tests.support.page import node

PATIENCE_SECONDS = 240
SERVICES = ["gateway", "orders", "ai-processor", "notifier", "rabbitmq", "postgres", *(["board"] if node() else [])]


@dataclass
class Ended:
    """A command that has ended."""

    status: int
    output: str
    error: str

    @property
    def json(self) -> Any:
        """What it printed, as JSON."""
        return json.loads(self.output)


class Freightctl:
    """Runs commands for one data directory."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        # The private servers are what is tested here, whatever servers the other tests were given.
        outside = ("AMQP_URL", "DATABASE_URL", "FREIGHTWIRE_TOKEN_SECRET")
        self.environment = {name: value for name, value in os.environ.items() if name not in outside}
        self.environment["FREIGHTWIRE_DATA_DIR"] = str(directory)

    async def start(self, *arguments: str) -> asyncio.subprocess.Process:
        """Start a command."""
        return await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "freightctl",
            *arguments,
            env=self.environment,
            stdin=DEVNULL,
            stdout=PIPE,
            stderr=PIPE,
        )

    async def __call__(self, *arguments: str) -> Ended:
        """Run a command to its end."""
        process = await self.start(*arguments)
        async with asyncio.timeout(PATIENCE_SECONDS):
            output, error = await process.communicate()
        assert process.returncode is not None
        return Ended(process.returncode, output.decode(), error.decode())

    async def up(self) -> Ended:
        """Start the system in the background."""
        return await self("up", "--detach", "--port", str(free_port()), "--board-port", str(free_port()))

    async def status(self) -> dict[str, Any]:
        """What runs, by service."""
        services: dict[str, Any] = (await self("status", "--json")).json["services"]
        return services


@pytest.fixture(scope="module")
async def freightctl(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Freightctl]:
    """A system that was started with the sample sent through."""
    directory = tmp_path_factory.mktemp("data")
    # PostgreSQL does not run as root: its account must be able to pass through.
    for above in (directory, *directory.parents[:2]):
        above.chmod(0o711)
    command = Freightctl(directory)
    started = await command.up()
    assert started.status == 0, started
    assert "received" in started.output
    assert "in the order" in started.output
    try:
        yield command
    finally:
        assert (await command("down")).status == 0


async def test_status_names_every_part_with_its_address_and_process(freightctl: Freightctl) -> None:
    services = await freightctl.status()
    assert sorted(services) == sorted(SERVICES)
    for service in services.values():
        assert service["healthy"] is True
        assert psutil.pid_exists(service["pid"])
        assert "127.0.0.1" in service["url"]


async def test_sending_prints_what_was_found_and_fails_where_a_document_does(
    freightctl: Freightctl, tmp_path: Path
) -> None:
    no_pdf = tmp_path / "no.pdf"
    no_pdf.write_bytes(b"plain words")
    sent = await freightctl("send", str(SAMPLES / "planted_errors.pdf"), str(no_pdf), "--json")
    assert sent.status == 1
    read, refused = sent.json["documents"]
    assert read["outcome"] == "read"
    assert all(0 < field["confidence"] <= 1 for field in read["fields"])
    planted = json.loads((SAMPLES / "planted_errors.expected.json").read_text())
    assert {issue["code"] for issue in read["issues"]} >= set(planted["issues"])
    assert refused["outcome"] == "refused"
    assert refused["error"] == "unsupported_file"
    again = await freightctl("send", str(SAMPLES / "letter.pdf"), "--order", read["orderId"])
    assert again.status == 0
    assert "confidence" in again.output


async def test_what_is_published_by_hand_comes_out_of_a_tail(freightctl: Freightctl) -> None:
    tail = await freightctl.start("tail", "order.77.#", "--json", "--count", "3")
    assert tail.stderr is not None
    assert await tail.stderr.readline() == b"connected\n"
    what = ("--key", "order.77.weighed", "--type", "order:weighed", "--data", '{"orderId":"77","kg":12}')
    published = await freightctl("publish", *what, "--count", "3", "--rate", "50")
    assert published.status == 0, published
    assert published.output.startswith("3 confirmed, 0 unroutable, 0 failed")
    output, _ = await tail.communicate()
    events = [json.loads(line) for line in output.splitlines()]
    assert [event["data"] for event in events] == [{"orderId": "77", "kg": 12}] * 3
    assert len({event["id"] for event in events}) == 3


async def test_a_service_that_dies_is_started_again(freightctl: Freightctl) -> None:
    before = (await freightctl.status())["orders"]["pid"]
    os.kill(before, signal.SIGKILL)

    async def is_back() -> bool:
        orders = (await freightctl.status())["orders"]
        return bool(orders["healthy"] and orders["pid"] != before)

    await eventually(is_back, 120)


async def test_a_second_system_is_refused_and_a_later_one_finds_the_data(freightctl: Freightctl) -> None:
    second = await freightctl.up()
    assert second.status == 1
    stopped = await freightctl("down")
    assert (stopped.status, stopped.output) == (0, "stopped\n")
    assert (await freightctl("status")).status == 1
    again = await freightctl.up()
    assert again.status == 0, again
    assert "the sample is here already" in again.output


async def test_a_killed_system_leaves_nothing_running_behind(freightctl: Freightctl) -> None:
    services = await freightctl.status()
    supervisor = (await freightctl("status", "--json")).json["pid"]
    os.kill(supervisor, signal.SIGKILL)
    await eventually(lambda: not psutil.pid_exists(supervisor) or psutil.Process(supervisor).status() == "zombie")
    again = await freightctl.up()
    assert again.status == 0, again
    alive = {name for name, service in services.items() if psutil.pid_exists(service["pid"])}
    assert not alive, "processes of the killed system still run"
    assert "the sample is here already" in again.output
