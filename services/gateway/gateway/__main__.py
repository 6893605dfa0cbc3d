"""``python -m gateway``: one gateway node, until SIGTERM or SIGINT."""

from __future__ import annotations

import asyncio
import signal

from freightwire.telemetry import configure_logging

from gateway.server import GatewayServer
from gateway.settings import GatewaySettings


async def serve(settings: GatewaySettings) -> None:
    """Run a node; the first signal drains it."""
    stopping = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(number, stopping.set)
    await GatewayServer(settings).run(stopping)


def main() -> None:
    """Entry point."""
    settings = GatewaySettings()
    configure_logging("gateway", level=settings.log_level, form=settings.log_format)
    asyncio.run(serve(settings))


if __name__ == "__main__":
    main()
