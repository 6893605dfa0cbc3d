"""Work that lives on one channel of the broker, begun anew whenever that is lost."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from aio_pika.exceptions import AMQPError
from freightwire.messaging.backoff import Backoff
from freightwire.messaging.connection import CHANNEL_ERRORS
from freightwire.messaging.errors import PublishError
from freightwire.telemetry import get_logger

from gateway.tasks import until_first

if TYPE_CHECKING:
    from collections.abc import Callable, Coroutine

    from aio_pika.abc import AbstractChannel

BROKER_ERRORS = (PublishError, AMQPError, *CHANNEL_ERRORS)
"""What work over a channel raises when the broker goes, or says no."""
CLOSE_SECONDS = 5

_log = get_logger()


class Loss:
    """Tells one attempt that its channel is of no use any more."""

    def __init__(self) -> None:
        self.future: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def report(self, reason: str) -> None:
        """The channel is lost; the first reason counts."""
        if not self.future.done():
            self.future.set_result(reason)


async def keep_up(name: str, attempt: Callable[[Loss, Callable[[], None]], Coroutine[None, None, None]]) -> None:
    """Run ``attempt`` for ever: again after a growing pause when it ends, fails, or its loss is reported.

    ``attempt`` gets its ``Loss``, and a function to call once it works, after which the pauses are short again. It is
    cancelled when its loss is reported, and closes its channel itself.
    """
    backoff = Backoff()
    while True:
        loss = Loss()
        try:
            await until_first(loss.future, attempt(loss, backoff.reset))
        except BROKER_ERRORS as error:
            _log.warning("channel_lost", work=name, reason=repr(error))
        except asyncio.CancelledError:
            if _is_being_cancelled():
                raise
            # The library's own doing: what waits for a channel that closes may be cancelled with it.
            _log.warning("channel_lost", work=name, reason="cancelled with its channel")
        except Exception as error:  # noqa: BLE001  (the edge: whatever went wrong, the work must go on)
            _log.error("channel_work_failed", work=name, exc_info=error)
        await asyncio.sleep(backoff.next_delay())


def _is_being_cancelled() -> bool:
    task = asyncio.current_task()
    return task is None or task.cancelling() > 0


async def close_quietly(channel: AbstractChannel) -> None:
    """Close a channel of which it does not matter any more whether it can be closed."""
    try:
        async with asyncio.timeout(CLOSE_SECONDS):
            await channel.close()
    except BROKER_ERRORS as error:
        _log.debug("channel_close_failed", reason=repr(error))
