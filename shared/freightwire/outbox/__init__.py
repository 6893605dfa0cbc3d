"""The transactional outbox: an event is committed with the state that it tells of, and a relay publishes it.

``tables`` is what is kept, ``schema`` makes it in a migration, ``log`` gives positions, ``relay`` publishes.
"""

from freightwire.outbox.relay import OutboxRelay
from freightwire.outbox.tables import Outbox, OutboxBase

__all__ = ["Outbox", "OutboxBase", "OutboxRelay"]
