"""What the board's server is told by ``freightctl up``."""

from __future__ import annotations

from pathlib import Path

from freightwire.settings import Settings
from pydantic import Field, SecretStr


class BoardSettings(Settings):
    """From the environment, as those of the services."""

    board_directory: Path
    """The built page."""
    gateway_url: str
    orders_url: str
    notifier_url: str
    token_secret: SecretStr
    """Signs the tokens of the demonstration's people: this server is for development."""
    http_host: str = "127.0.0.1"
    http_port: int = Field(default=0, ge=0, le=65535)
