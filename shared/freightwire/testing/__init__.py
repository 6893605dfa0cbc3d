"""Fixtures and helpers for tests against real servers; ``plugin`` is the pytest plugin."""

from freightwire.testing.broker import StoppableBroker
from freightwire.testing.eventually import eventually
from freightwire.testing.proxy import TcpProxy

__all__ = ["StoppableBroker", "TcpProxy", "eventually"]
