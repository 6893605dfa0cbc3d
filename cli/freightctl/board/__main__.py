"""``python -m freightctl.board``: the board's server, as ``freightctl up`` starts it."""

from __future__ import annotations

import asyncio
import signal

from freightwire.telemetry import configure_logging

from freightctl.board.app import serve
from freightctl.board.settings import BoardSettings


async def main() -> None:
    """Serve until a signal says to stop."""
    stopping = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, stopping.set)
    await serve(BoardSettings(), stopping)


configure_logging("board", level="INFO", form="json")
asyncio.run(main())
