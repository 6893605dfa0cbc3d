"""``freightctl eval``: how well the reader of this version agrees with what people said about what was read."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from asyncio.subprocess import DEVNULL, PIPE
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from freightctl.access import development_secret, issue
from freightctl.datadir import DataDirectory
from freightctl.failures import Failure
from freightctl.labelled import Judged, Run, judge, latest, table, worse
from freightctl.options import DEFAULT_DATA_DIR, DEFAULT_ORG, AsJson, DataDir, Org
from freightctl.orders import OrdersClient
from freightctl.terminal import console

LAST_RUN = "evaluation.json"
READER = "ai_processor.read_files"
USER, ROLE = "freightctl", "admin"
"""Labels are for lead and admin; the documents of the whole organisation are, too."""


def evaluate(
    org: Org = DEFAULT_ORG,
    keep: Annotated[
        Path | None,
        typer.Option("--keep", help=f"The file of the last run (default: {LAST_RUN} in the data directory)."),
    ] = None,
    as_json: AsJson = False,
    data_dir: DataDir = DEFAULT_DATA_DIR,
) -> None:
    """Read all labelled documents again, and compare with people's word and with the last run.

    The exit status is 1 when a value is wrong now that was right before.
    """
    data = DataDirectory(data_dir)
    secret = development_secret(data)
    url = data.url_of("orders")
    labels, read = asyncio.run(_read_again(url, lambda: issue(secret, org=org, user=USER, roles=[ROLE])))
    kept = keep or data_dir / LAST_RUN
    last = Run.parse(kept.read_text()) if kept.exists() else None
    judged = judge(labels, {document: each.values for document, each in read.items()})
    run = Run(
        version=next((each.reader for each in read.values()), ""),
        at=datetime.now(UTC).isoformat(timespec="seconds"),
        values={each.key: each.now for each in judged},
        unreadable=sum(each.values is None for each in read.values()),
    )
    wrong_now = worse(judged, last)
    _show(run, judged, last, wrong_now, as_json=as_json)
    kept.write_text(run.as_json() + "\n")
    raise typer.Exit(1 if wrong_now else 0)


@dataclass(frozen=True, slots=True)
class Again:
    """A document as this version reads it: its values by path, None where it cannot be read."""

    reader: str
    values: Mapping[str, Any] | None


async def _read_again(url: str, token: Callable[[], str]) -> tuple[list[Mapping[str, Any]], dict[str, Again]]:
    async with OrdersClient(url, token) as orders:
        labels = await orders.labels()
        with tempfile.TemporaryDirectory(prefix="freightctl-eval-") as folder:
            files = []
            for document_id in dict.fromkeys(document for document, _ in latest(labels)):
                content = await orders.content(document_id)
                if content is not None:
                    files.append(Path(folder) / document_id)
                    files[-1].write_bytes(content)
            processes = min(len(files), os.cpu_count() or 1)
            parts = await asyncio.gather(*(_reader(files[at::processes]) for at in range(processes)))
    return labels, {document: each for part in parts for document, each in part.items()}


async def _reader(files: Sequence[Path]) -> dict[str, Again]:
    """Read files in a process of its own, with the same code as the service."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", READER, *map(str, files), stdin=DEVNULL, stdout=PIPE, stderr=PIPE
    )
    output, errors = await process.communicate()
    if process.returncode != 0:
        last_line = errors.decode(errors="replace").strip().rsplit("\n", 1)[-1]
        raise Failure(f"the reader broke: {last_line}")
    return {Path(line["file"]).name: _again(line) for line in map(json.loads, output.splitlines())}


def _again(line: Mapping[str, Any]) -> Again:
    fields = line.get("reading", {}).get("fields")
    return Again(line["reader"], None if fields is None else {field["path"]: field["value"] for field in fields})


def _show(run: Run, judged: Sequence[Judged], last: Run | None, wrong_now: Sequence[Judged], *, as_json: bool) -> None:
    rows = table(judged, last)
    if as_json:
        found = {
            "version": run.version,
            "last": last and {"version": last.version, "at": last.at},
            "unreadable": run.unreadable,
            "fields": [asdict(row) for row in rows],
            "worse": [{"documentId": each.document_id, "path": each.path} for each in wrong_now],
        }
        sys.stdout.write(json.dumps(found, ensure_ascii=False) + "\n")
        return
    out = console()
    if not rows:
        out.print("Nobody has corrected or confirmed a value yet: there is nothing to compare with.")
        return
    shown = Table("field", "labelled", "right now", "when read first", "last run")
    for row in rows:
        shown.add_row(row.field, str(row.values), *(_percent(each) for each in (row.now, row.then, row.last)))
    out.print(shown)
    documents = len({each.document_id for each in judged})
    out.print(f"{documents} documents, {run.unreadable} of them unreadable; reader {run.version}")
    for each in wrong_now:
        out.print(f"wrong now, right before: {each.path} of document {each.document_id}", style="red")


def _percent(share: float | None) -> str:
    return "" if share is None else f"{share:.1%}"
