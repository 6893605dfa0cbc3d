"""``python -m notifier [serve|migrate|openapi]``."""

from __future__ import annotations

import argparse
import sys

from freightwire.http import run_service
from freightwire.settings import DatabaseSettings

from notifier.migrations import migrate
from notifier.openapi import openapi_document
from notifier.server import SERVICE, NotifierServer
from notifier.settings import NotifierSettings


def main() -> None:
    """Run the command that was asked for."""
    parser = argparse.ArgumentParser(prog="python -m notifier", description="Tells the right person.")
    parser.add_argument(
        "command",
        nargs="?",
        choices=["serve", "migrate", "openapi"],
        default="serve",
        help="serve (default), bring the database to the newest schema, or print the OpenAPI document",
    )
    match parser.parse_args().command:
        case "migrate":
            migrate(DatabaseSettings().database_url)
        case "openapi":
            sys.stdout.write(openapi_document())
        case _:
            settings = NotifierSettings()
            run_service(SERVICE, settings, lambda stopping: NotifierServer(settings).run(stopping))


if __name__ == "__main__":
    main()
