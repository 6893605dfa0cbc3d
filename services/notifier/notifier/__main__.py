"""``python -m notifier`` serves until SIGTERM or SIGINT; ``python -m notifier migrate`` updates the database schema."""

from __future__ import annotations

import argparse

from freightwire.http import run_service
from freightwire.settings import DatabaseSettings

from notifier.migrations import migrate
from notifier.server import SERVICE, NotifierServer
from notifier.settings import NotifierSettings


def main() -> None:
    """Entry point."""
    parser = argparse.ArgumentParser(prog="python -m notifier", description="Tells the right person.")
    parser.add_argument("command", nargs="?", choices=["serve", "migrate"], default="serve")
    if parser.parse_args().command == "migrate":
        migrate(DatabaseSettings().database_url)
        return
    settings = NotifierSettings()
    run_service(SERVICE, settings, lambda stopping: NotifierServer(settings).run(stopping))


if __name__ == "__main__":
    main()
