"""What a system that was killed may have left running."""

from __future__ import annotations

import signal
from pathlib import Path

from freightwire.local_servers import KeptProcess

RECORD_SUFFIX = ".process.json"


def end_leftovers(directory: Path) -> list[str]:
    """End every process on record in a data directory that nobody owns any more; the names of those that ran."""
    ended = []
    for record in sorted(directory.glob(f"*/*{RECORD_SUFFIX}")):
        name = record.name.removesuffix(RECORD_SUFFIX)
        stop = signal.SIGINT if name == "postgres" else signal.SIGTERM
        if KeptProcess(name, record.parent, stop_signal=stop).end_leftover():
            ended.append(name)
    return ended
