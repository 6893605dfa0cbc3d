"""Options that several commands share."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from freightctl.access import DEMO_ORG
from freightctl.datadir import DEFAULT_DIRECTORY

DataDir = Annotated[
    Path, typer.Option("--data-dir", help="Where the running system keeps its data.", envvar="FREIGHTWIRE_DATA_DIR")
]
Org = Annotated[str, typer.Option("--org", help="The organisation to speak for.")]
User = Annotated[str, typer.Option("--user", help="The person to speak for.")]
AsJson = Annotated[bool, typer.Option("--json", help="Machine-readable output.")]

DEFAULT_DATA_DIR = DEFAULT_DIRECTORY
DEFAULT_ORG = DEMO_ORG
DEFAULT_USER = "ana"
