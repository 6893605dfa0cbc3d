"""What can go wrong with messages, sorted by what should happen next."""

from __future__ import annotations


class PublishError(Exception):
    """The broker has not taken responsibility for the message."""


class BrokerUnavailableError(PublishError):
    """There is no usable connection just now."""


class ChannelLostError(BrokerUnavailableError):
    """The channel or connection broke while the message was on its way: by chance, or because of the message."""


class ConfirmTimeoutError(PublishError):
    """No confirm came in time: the message may or may not have arrived. Publish it again with the same id."""


class UnroutableError(PublishError):
    """No queue wants the message: the topology is not what it should be."""


class RefusedError(PublishError):
    """The broker answered with a nack: at least one queue did not take the message."""


class UnsendableError(PublishError):
    """The message cannot be put on the wire at all: a header of a kind or size that AMQP does not have."""


class PermanentError(Exception):
    """Raised by a handler: trying again cannot help. The message goes to the dead-letter queue at once.

    ``code`` is a stable reason, for operators and metrics.
    """

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


class TransientError(Exception):
    """Raised by a handler: trying again later may help. The message takes the retry ladder."""


class ContractViolationError(PermanentError):
    """The message is not what its type promises."""

    def __init__(self, message: str) -> None:
        super().__init__("contract_violation", message)
