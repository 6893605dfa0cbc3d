"""A gateway as a process of its own."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Self

import httpx
from freightwire.local_servers.ports import free_port

READY_SECONDS = 60.0
STOP_SECONDS = 30.0
POLL_SECONDS = 0.05


class GatewayProcess:
    """``python -m gateway`` on a port that it keeps over restarts.

    Not bound to an event loop: it serves tests of many modules, each of which has a loop of its own.
    """

    def __init__(self, log: Path, environment: dict[str, str]) -> None:
        """``environment`` is added to this process's own."""
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self._environment = {**environment, "FREIGHTWIRE_HTTP_PORT": str(self.port)}
        self._log = log
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> Self:
        """Start it and wait until it is ready."""
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "gateway"],
                env={**os.environ, **self._environment},
                stdout=log,
                stderr=log,
            )
        deadline = time.monotonic() + READY_SECONDS
        while not is_ready(self.url):
            if time.monotonic() > deadline or self._process.poll() is not None:
                raise AssertionError(f"the gateway is not ready: {self._log.read_text()[-3000:]}")
            time.sleep(POLL_SECONDS)
        return self

    def ask_to_stop(self) -> None:
        """SIGTERM: it drains, and ends by itself."""
        assert self._process is not None
        self._process.send_signal(signal.SIGTERM)

    def wait(self) -> int:
        """Wait until it has ended; its exit status."""
        assert self._process is not None
        return self._process.wait(STOP_SECONDS)

    def stop(self) -> None:
        """Ask it to stop and wait. Harmless when it has ended."""
        if self._process is not None and self._process.poll() is None:
            self.ask_to_stop()
            self.wait()

    def kill(self) -> None:
        """End it as a power cut would."""
        if self._process is not None and self._process.poll() is None:
            self._process.kill()
            self._process.wait(STOP_SECONDS)


def is_ready(url: str) -> bool:
    """Whether ``/readyz`` says so."""
    try:
        return httpx.get(f"{url}/readyz", timeout=5).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
