"""Logs, metrics and traces."""

from freightwire.telemetry.logs import configure_logging, get_logger

__all__ = ["configure_logging", "get_logger"]
