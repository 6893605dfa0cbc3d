"""``python -m ai_processor.read_files FILE…``: read documents as the service would, without one.

Prints a line of JSON for each: ``{"file", "reader", "reading"}``, or ``{"file", "reader", "unreadable"}`` with the
failure's code. ``reader`` is the version that read it.
"""

from __future__ import annotations

import datetime as dt
import json
import sys
from importlib.metadata import version
from pathlib import Path

from ai_processor.confidence import CURRENT
from ai_processor.failures import UnreadableError
from ai_processor.ocr.languages import find_tessdata
from ai_processor.pipeline import read_document
from ai_processor.reading import Limits

READER = f"{version('freightwire-ai-processor')}, confidence fitted to {CURRENT.version}"


def main() -> None:
    """Read what the arguments name."""
    for name in sys.argv[1:]:
        sys.stdout.write(json.dumps({"file": name, "reader": READER, **_read(Path(name))}, ensure_ascii=False) + "\n")
        sys.stdout.flush()


def _read(path: Path) -> dict[str, object]:
    today, limits = dt.datetime.now(dt.UTC).date(), Limits(tessdata=find_tessdata())
    try:
        reading = read_document(path.read_bytes(), limits=limits, today=today, on_progress=lambda _: None)
    except UnreadableError as error:
        return {"unreadable": error.failure}
    return {"reading": reading.model_dump(mode="json", by_alias=True, exclude_none=True)}


if __name__ == "__main__":
    main()
