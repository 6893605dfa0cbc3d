"""``python -m gateway``: one gateway node, until SIGTERM or SIGINT."""

from __future__ import annotations

from freightwire.http import run_service

from gateway.server import GatewayServer
from gateway.settings import GatewaySettings


def main() -> None:
    """Entry point; the first signal drains the node."""
    settings = GatewaySettings()
    run_service("gateway", settings, GatewayServer(settings).run)


if __name__ == "__main__":
    main()
