"""Messaging over RabbitMQ: topology as data, a publisher that cannot fail open, a consumer that loses nothing."""

from freightwire.messaging.connection import BrokerConnection
from freightwire.messaging.consumer import Consumer
from freightwire.messaging.delivery import Delivery
from freightwire.messaging.errors import PermanentError, PublishError, TransientError
from freightwire.messaging.publisher import Publisher

__all__ = [
    "BrokerConnection",
    "Consumer",
    "Delivery",
    "PermanentError",
    "PublishError",
    "Publisher",
    "TransientError",
]
