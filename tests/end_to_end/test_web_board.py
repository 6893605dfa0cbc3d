"""The board in a real browser, against the system as ``freightctl up`` starts it (web/board/e2e)."""

from __future__ import annotations

import asyncio
import os
import shutil
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from subprocess import PIPE, STDOUT
from tempfile import TemporaryDirectory

import httpx
import pytest
from freightctl.datadir import DataDirectory
from freightwire.auth import issue_development_token
from freightwire.local_servers.ports import free_port
from freightwire.testing import eventually

from tests.end_to_end.test_command_line import Freightctl
from tests.support.mail import Mailbox, receiving_mail

ROOT = Path(__file__).parents[2]
PATIENCE_SECONDS = 900
WHOLE = {
    "reference": "E2E-MAIL",
    "client": {"name": "Ceramica Carpați S.A."},
    "sale": {"amount": 1200, "currency": "EUR"},
    "purchase": {"amount": 950, "currency": "EUR"},
    "stops": [
        {"kind": "loading", "city": "Cluj-Napoca", "country": "RO", "date": "2026-11-27"},
        {"kind": "unloading", "city": "Linz", "country": "AT", "date": "2026-11-28"},
    ],
    "goods": [{"description": "gresie", "package": "paleți", "quantity": 20, "grossKg": 18_000}],
    "vehicle": {"truckPlate": "SB 10 LTC", "trailerPlate": "SB 11 LTC"},
}
PROBLEM = {"problem": "delay", "reason": "coadă la vama Nădlac"}
pytestmark = pytest.mark.timeout(PATIENCE_SECONDS + 120)


@dataclass
class Board:
    """The running board."""

    freightctl: Freightctl
    chromium: str
    secret: str
    """Signs development tokens."""
    mailbox: Mailbox
    """What the system's mails come to."""

    async def run(self, file: str, **more: str) -> None:
        """Run the tests of a file of web/board/e2e, with more of its environment; their report is what is said when
        one fails.
        """
        node = shutil.which("node")
        assert node is not None, "the board's tests need Node.js"
        services = await self.freightctl.status()
        environment = {
            "FREIGHTWIRE_BOARD_URL": services["board"]["url"],
            "FREIGHTWIRE_CHROMIUM": self.chromium,
            "FREIGHTWIRE_TOKEN_SECRET": self.secret,
            "GATEWAY_PID": str(services["gateway"]["pid"]),
            **more,
        }
        process = await asyncio.create_subprocess_exec(
            node,
            "--test",
            "--test-reporter=spec",
            f"e2e/{file}",
            cwd=ROOT / "web/board",
            env={**os.environ, **environment},
            stdout=PIPE,
            stderr=STDOUT,
        )
        try:
            async with asyncio.timeout(PATIENCE_SECONDS):
                output, _ = await process.communicate()
        finally:
            if process.returncode is None:
                process.terminate()
                await process.wait()
        assert process.returncode == 0, output.decode()


@pytest.fixture(scope="module")
async def board() -> AsyncIterator[Board]:
    """A system of its own, without the sample."""
    finding = await asyncio.create_subprocess_exec(
        ROOT / "deploy/bootstrap/ensure-chromium.sh", stdout=PIPE, stderr=PIPE
    )
    found, why = await finding.communicate()
    assert finding.returncode == 0, why.decode()
    with TemporaryDirectory(prefix="freightwire-board-", ignore_cleanup_errors=True) as name:
        directory = Path(name)
        # PostgreSQL does not run as root: its account must be able to pass through. No folder of pytest: its parent is
        # made private again by whatever session of pytest begins next.
        directory.chmod(0o711)
        async with receiving_mail() as mailbox:
            freightctl = Freightctl(directory)
            freightctl.environment |= {
                "FREIGHTWIRE_SMTP_URL": mailbox.url,
                "FREIGHTWIRE_SMTP_TLS": "none",
                "FREIGHTWIRE_MAIL_FROM": "Freightwire <freightwire@firma.test>",
            }
            ports = ("--port", str(free_port()), "--board-port", str(free_port()))
            started = await freightctl("up", "--detach", "--no-sample", *ports)
            assert started.status == 0, started
            assert "board " in started.output, started.output
            try:
                secrets = DataDirectory(directory).secrets()
                assert secrets is not None
                yield Board(freightctl, found.decode().strip(), secrets.token_secret, mailbox)
            finally:
                assert (await freightctl("down")).status == 0


async def test_the_board_does_what_a_dispatcher_expects_of_it(board: Board) -> None:
    await board.run("board.test.mjs")


async def test_a_stranger_gets_from_the_address_to_a_confirmed_order(board: Board) -> None:
    await board.run("walk.test.mjs")


async def test_orders_are_moved_between_columns(board: Board) -> None:
    await board.run("kanban.test.mjs")


async def test_documents_of_every_kind_are_shown_beside_their_fields(board: Board) -> None:
    await board.run("documents.test.mjs")


async def test_what_was_read_with_doubt_is_shown_and_agreed_to(board: Board) -> None:
    await board.run("review.test.mjs")


async def test_announced_maintenance_is_told_to_who_comes_later(board: Board) -> None:
    await board.run("maintenance.test.mjs")


async def test_the_link_in_a_mail_leads_to_the_board_and_stops_mail(board: Board) -> None:
    url = (await board.freightctl.status())["board"]["url"]

    def person(user: str, role: str) -> httpx.AsyncClient:
        token = issue_development_token(board.secret, org="demo", user=user, roles=[role])
        return httpx.AsyncClient(base_url=f"{url}/api", headers={"Authorization": f"Bearer {token}"}, timeout=60)

    async with person("root", "admin") as root, person("mihai", "dispatcher") as mihai:
        ana = {"name": "Ana", "email": "ana@firma.test", "roles": ["dispatcher"]}
        (await root.put("/people/ana", json=ana)).raise_for_status()
        data = {"assignee": "ana", "carrier": {"name": "Olt Cargo S.R.L."}, **WHOLE}
        order = (await mihai.post("/orders", json={"data": data})).raise_for_status().json()
        for step, details in (("confirm", {}), ("assign_direct", {}), ("report_problem", PROBLEM)):
            (await mihai.post(f"/orders/{order['id']}/transitions/{step}", json=details)).raise_for_status()
    mail = await eventually(lambda: board.mailbox.mail_to("ana@firma.test"), PATIENCE_SECONDS)
    assert mail is not None
    body = mail.get_body(("plain",))
    assert body is not None
    assert f"{url}/orders/{order['id']}" in body.get_content()
    link = mail["List-Unsubscribe"].strip("<>")
    assert link.startswith(f"{url}/unsubscribe?t=")
    await board.run("unsubscribe.test.mjs", UNSUBSCRIBE_LINK=link)


async def test_tokens_end_and_nothing_is_lost(board: Board) -> None:
    await board.run("session.test.mjs")


async def test_a_killed_gateway_is_shown_and_loses_nothing(board: Board) -> None:
    await board.run("outage.test.mjs")


async def test_a_thousand_orders_that_change_all_the_time_take_a_bounded_place(board: Board) -> None:
    await board.run("load.test.mjs")
