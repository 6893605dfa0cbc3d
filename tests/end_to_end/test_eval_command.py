"""``freightctl eval``: what people said about a running system's documents, read again by this version."""

from __future__ import annotations

import asyncio
import json
import os
import sys
from asyncio.subprocess import PIPE
from pathlib import Path
from typing import Any

import psutil
from freightctl.datadir import DataDirectory, RunningService, State
from freightctl.labelled import Run

from tests.support.desk import Desk, is_read, pdf
from tests.support.system import SECRET, System


async def freightctl_eval(directory: Path, org: str) -> tuple[int, dict[str, Any], str]:
    environment = {**os.environ, "FREIGHTWIRE_TOKEN_SECRET": SECRET, "FREIGHTWIRE_DATA_DIR": str(directory)}
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "freightctl", "eval", "--org", org, "--json", env=environment, stdout=PIPE, stderr=PIPE
    )
    output, errors = await process.communicate()
    assert process.returncode is not None
    return process.returncode, json.loads(output or "{}"), errors.decode()


def known_to_freightctl(system: System, directory: Path) -> None:
    us = psutil.Process()
    services = {"orders": RunningService(url=system["orders"].url)}
    state = State(phase="ready", pid=us.pid, created=us.create_time(), started_at="", services=services)
    DataDirectory(directory).save_state(state)


async def test_the_reader_is_held_against_peoples_word(system: System, tmp_path: Path) -> None:
    known_to_freightctl(system, tmp_path)
    desk = Desk(system, org="judging")
    nothing_yet = await freightctl_eval(tmp_path, "judging")
    watcher = await desk.watch("order.#")
    order_id, document_id = await desk.send(pdf("letter"))
    await watcher.until(lambda: is_read(order_id)(watcher.events))
    await watcher.leave()
    read = (await desk.order(order_id))["data"]
    said = {"reference": "not what it says", "uit": None, "sale": {"currency": read["sale"]["currency"]}}
    answer = await desk.patch(order_id, said)
    assert answer.status_code == 200, answer.text

    status, found, errors = await freightctl_eval(tmp_path, "judging")
    again, compared, _ = await freightctl_eval(tmp_path, "judging")

    assert nothing_yet[0] == 0, nothing_yet
    assert nothing_yet[1]["fields"] == []
    assert (status, errors) == (0, "")
    by_field = {row["field"]: row for row in found["fields"]}
    assert by_field["reference"] == {"field": "reference", "values": 1, "now": 0.0, "then": 0.0, "last": None}
    assert by_field["sale.currency"] == {"field": "sale.currency", "values": 1, "now": 1.0, "then": 1.0, "last": None}
    assert by_field["all"]["values"] == 2
    assert found["unreadable"] == 0
    assert "confidence fitted to" in found["version"]
    assert again == 0
    assert {row["field"]: row["last"] for row in compared["fields"]}["sale.currency"] == 1.0

    kept = tmp_path / "evaluation.json"
    last = Run.parse(kept.read_text())
    right = dict.fromkeys(last.values, True)
    kept.write_text(Run(last.version, last.at, right, 0).as_json())
    status, found, _ = await freightctl_eval(tmp_path, "judging")
    assert status == 1
    assert found["worse"] == [{"documentId": document_id, "path": "reference"}]
