"""One owner per directory."""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from freightwire.local_servers.errors import ServerError


class DirectoryLock:
    """Held by the process that runs what is in a directory; let go by the system when that process ends."""

    def __init__(self, directory: Path, name: str = "lock") -> None:
        self._path = directory / name
        self._descriptor: int | None = None

    def acquire(self) -> None:
        """Take the lock; nothing happens if this object has it already.

        Raises:
            ServerError: another process has it.
        """
        if self._descriptor is not None:
            return
        descriptor = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            os.close(descriptor)
            raise ServerError(f"{self._path.parent} is in use by another process") from error
        self._descriptor = descriptor

    def release(self) -> None:
        """Let it go. Harmless when it is not held."""
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None
