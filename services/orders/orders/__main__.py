"""``python -m orders [serve|migrate|openapi|new-epoch|read-again]``."""

from __future__ import annotations

import argparse
import asyncio
import sys
from pathlib import Path

from freightwire.http import run_service
from freightwire.migrations import upgrade
from freightwire.settings import DatabaseSettings
from freightwire.telemetry import configure_logging

from orders.maintenance import new_epoch, read_documents_again
from orders.openapi import openapi_document
from orders.service import NAME, serve
from orders.settings import OrdersSettings

MIGRATIONS = Path(__file__).parent / "migrations"


def main() -> None:
    """Run the command that was asked for."""
    parser = argparse.ArgumentParser(prog="python -m orders", description="The orders service.")
    parser.add_argument(
        "command",
        nargs="?",
        default="serve",
        choices=("serve", "migrate", "openapi", "new-epoch", "read-again"),
        help="serve (default); bring the database to the newest schema; print the OpenAPI document; after a restore:"
        " begin a new epoch of the event log, ask again for the documents that are being read",
    )
    match parser.parse_args().command:
        case "migrate":
            configure_logging(NAME)
            upgrade(DatabaseSettings().database_url, MIGRATIONS)
        case "openapi":
            sys.stdout.write(openapi_document())
        case "new-epoch":
            configure_logging(NAME)
            sys.stdout.write(asyncio.run(new_epoch(DatabaseSettings())) + "\n")
        case "read-again":
            configure_logging(NAME)
            sys.stdout.write(f"{asyncio.run(read_documents_again(DatabaseSettings()))}\n")
        case _:
            settings = OrdersSettings()
            run_service(NAME, settings, lambda stopping: serve(settings, stopping))


if __name__ == "__main__":
    main()
