"""Other servers with the same task: a text of given size to a thousand clients, so often, one or ten in a turn.

Each is a program that talks in lines. It prints its port. After ``go`` it sends, turn by turn, as long as it may, and
prints how many turns that were. After ``report`` it prints the seconds of processor time that the server has used since
``go``. It ends with its standard input.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.bench.gateway.rivals.needs import HERE, Need, file, module, npm

SOCKET_IO = {"path": "/socket.io/?EIO=4&transport=websocket", "mark": "42"}
STOMP_CONNECT = r"CONNECT\naccept-version:1.2\nhost:/\nlogin:guest\npasscode:guest\n\n\0"
STOMP_SUBSCRIBE = r"SUBSCRIBE\nid:1\nreceipt:1\ndestination:/topic/bench\n\n\0"


@dataclass(frozen=True)
class Rival:
    """A server, what must be there for it, and what its clients say first."""

    name: str
    program: str
    needs: Sequence[Need]
    hello: str = ""
    how: dict[str, str] = field(default_factory=dict)

    def missing(self) -> str | None:
        """What this machine lacks for it."""
        return next((problem for need in self.needs if (problem := need())), None)

    def command(self, size: int, frames: int, turns: int, rate: float, seconds: float) -> Sequence[str]:
        """How it is started; it sends for at most ``turns`` turns and about ``seconds`` seconds."""
        interpreter = "node" if Path(self.program).suffix == ".mjs" else sys.executable
        return (interpreter, str(HERE / self.program), *map(str, (size, frames, turns, rate, seconds)))


RIVALS = (
    Rival("websockets.broadcast", "broadcast.py", [module("websockets")]),
    Rival("FastAPI on uvicorn", "fastapi_server.py", [module("fastapi"), module("uvicorn")]),
    Rival(
        "python-socketio",
        "socketio_server.py",
        [module("socketio"), module("uvicorn")],
        hello="40\t",
        how=SOCKET_IO,
    ),
    Rival("Socket.IO on Node", "socketio_server.mjs", [npm("socket.io", "4")], hello="40\t", how=SOCKET_IO),
    Rival(
        "nginx with nchan",
        "nchan_server.py",
        [file("/usr/sbin/nginx", "nginx"), file("/usr/lib/nginx/modules/ngx_nchan_module.so", "libnginx-mod-nchan")],
        how={"path": "/out"},
    ),
    Rival(
        "RabbitMQ Web STOMP",
        "web_stomp_server.py",
        [file("/usr/lib/rabbitmq/bin/rabbitmq-server", "rabbitmq-server")],
        hello=f"{STOMP_CONNECT}\t{STOMP_SUBSCRIBE}\t",
        how={"path": "/ws", "subprotocol": "v12.stomp", "mark": "MESSAGE"},
    ),
)
