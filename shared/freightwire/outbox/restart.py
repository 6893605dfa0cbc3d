"""What the relay tells everybody when the log begins anew."""

from __future__ import annotations

from freightwire.events.base import Text
from freightwire.events.envelope import Envelope
from freightwire.events.system import SystemFault

EVERYBODY = "all"
LOG_RESTARTED = "log_restarted"


def log_restarted(service: str) -> Envelope:
    """An event, the first of the new epoch: whoever follows the log learns of it at once, not with the next change."""
    return Envelope.of(
        SystemFault(
            error=LOG_RESTARTED,
            message=Text(
                ro="Datele au fost restaurate dintr-o copie de siguranță. Verificați ultimele modificări.",
                en="The data came back from a backup. Check your latest changes.",
            ),
        ),
        org=EVERYBODY,
        source=service,
    )
