"""Finding RabbitMQ and saying what to do without it."""

from __future__ import annotations

from pathlib import Path

import pytest
from freightwire.local_servers import ServerError, ensure_rabbitmq, find_rabbitmq
from freightwire.local_servers.install import BINARY_VARIABLE


def test_the_named_one_is_taken(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The variable wins over the usual places."""
    script = tmp_path / "rabbitmq-server"
    script.touch(mode=0o755)
    monkeypatch.setenv(BINARY_VARIABLE, str(script))
    assert find_rabbitmq() == script
    assert ensure_rabbitmq() == script


def test_a_named_one_that_is_not_there_is_not_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whoever names a script wants no other."""
    monkeypatch.setenv(BINARY_VARIABLE, str(tmp_path / "missing"))
    assert find_rabbitmq() is None


def test_alternatives_are_named_where_nothing_can_be_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Without apt-get the error says what would help."""
    monkeypatch.setenv(BINARY_VARIABLE, str(tmp_path / "missing"))
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(ServerError, match="AMQP_URL") as raised:
        ensure_rabbitmq()
    assert "docker compose" in str(raised.value)
