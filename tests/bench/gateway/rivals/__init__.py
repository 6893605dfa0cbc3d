"""Other servers with the same task: a text of given size to a thousand clients, so often, one or ten in a turn.

Each is a program that prints its port, waits for ``go``, sends, and prints the seconds of its own processor time.
"""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

HERE = Path(__file__).parent
SOCKET_IO = {"path": "/socket.io/?EIO=4&transport=websocket", "mark": "42"}


@dataclass(frozen=True)
class Rival:
    """A server, what must be there for it, and what its clients say first."""

    name: str
    program: str
    module: str = ""
    hello: str = ""
    how: dict[str, str] = field(default_factory=dict)
    directory: Path = HERE

    def missing(self) -> str | None:
        """What this machine lacks for it."""
        if self.program.endswith(".mjs"):
            if shutil.which("node") is None or shutil.which("npm") is None:
                return "Node.js is not installed"
            install = ["npm", "install", "--no-save", "--silent", "--prefix", str(HERE), "socket.io@4"]
            return None if subprocess.run(install, check=False).returncode == 0 else "npm could not install socket.io"
        return None if importlib.util.find_spec(self.module) else f"{self.module} is not installed"

    def command(self, size: int, frames: int, sessions: int, turns: int, rate: float) -> Sequence[str]:
        """How it is started."""
        interpreter = "node" if self.program.endswith(".mjs") else sys.executable
        return (interpreter, str(HERE / self.program), *map(str, (size, frames, sessions, turns, rate)))


RIVALS = (
    Rival("websockets.broadcast", "broadcast.py", "websockets"),
    Rival("FastAPI on uvicorn", "fastapi_server.py", "fastapi"),
    Rival("python-socketio", "socketio_server.py", "socketio", hello="40\t", how=SOCKET_IO),
    Rival("Socket.IO on Node", "socketio_server.mjs", hello="40\t", how=SOCKET_IO),
)
