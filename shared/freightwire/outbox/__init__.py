"""The transactional outbox: an event is committed with the state that it tells of, and a relay publishes it.

``tables`` is what is kept, ``schema`` makes it in a migration, ``log`` gives positions, ``relay`` and ``window``
publish (``pace``: how much at once), ``epoch`` and ``witness`` notice a database that came back from a backup.
"""

from freightwire.outbox.relay import OutboxRelay
from freightwire.outbox.tables import Outbox, OutboxBase
from freightwire.outbox.witness import BrokerHistory

__all__ = ["BrokerHistory", "Outbox", "OutboxBase", "OutboxRelay"]
