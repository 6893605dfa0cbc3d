"""A private RabbitMQ node: its own name, ports, data and user, beside whatever else runs on the machine."""

from __future__ import annotations

import json
import secrets
import shutil
import socket
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Self
from urllib.parse import quote

from freightwire.local_servers.control import NodeControl
from freightwire.local_servers.errors import ServerError
from freightwire.local_servers.install import find_rabbitmq
from freightwire.local_servers.locking import DirectoryLock
from freightwire.local_servers.management import ManagementApi
from freightwire.local_servers.ports import LOOPBACK, keep_or_find
from freightwire.local_servers.process import KeptProcess, wait_until_ready
from freightwire.local_servers.rabbitmq_files import USER, NodeFiles, Ports

START_SECONDS = 90
STOP_SECONDS = 30
PASSWORD_BYTES = 24


class RabbitMQNode:
    """A node in ``directory``; what it holds is found again by the next node there, also under other ports.

    Its processes end with the process that started them. Listens on the loopback interface only. The ports of the
    last start are taken again where they are free.
    """

    def __init__(self, directory: Path, *, management: bool = True, plugins: Sequence[str] = ()) -> None:
        """Prepare; nothing runs yet and nothing is written.

        Args:
            directory: holds everything of the node; made when missing.
            management: with the management plug-in, whose pages are for people; without it the node starts and
                stops several seconds sooner.
        """
        self.directory = directory.absolute()
        self._with_management = management
        self._plugins = tuple(plugins)
        self._files = NodeFiles(self.directory)
        self._lock = DirectoryLock(self.directory)
        self._epmd = KeptProcess("epmd", self.directory, grace_seconds=2)
        self._server = KeptProcess("rabbitmq", self.directory, grace_seconds=STOP_SECONDS)
        self._ports: Ports | None = None
        self._password = ""

    @property
    def pid(self) -> int | None:
        """The broker's process id while it runs."""
        return self._server.pid

    @property
    def is_running(self) -> bool:
        """Whether its process runs."""
        return self._server.is_running

    @property
    def log(self) -> Path:
        """What the node says: warnings and errors."""
        return self._files.log

    @property
    def port(self) -> int:
        """Where it speaks AMQP."""
        return self._started_ports.amqp

    @property
    def management(self) -> ManagementApi | None:
        """Its management interface, if it has one."""
        if not self._with_management:
            return None
        return ManagementApi(f"http://{LOOPBACK}:{self._started_ports.management}", USER, self._password)

    @property
    def control(self) -> NodeControl:
        """What can be done to it from outside."""
        return NodeControl(self._files.environment(self._started_ports))

    def url(self, vhost: str = "/") -> str:
        """Its AMQP address with user and password."""
        return f"amqp://{USER}:{self._password}@{LOOPBACK}:{self.port}/{quote(vhost, safe='')}"

    def start(self) -> Self:
        """Start the node and wait until it takes connections.

        Raises:
            ServerError: RabbitMQ is not installed, another process runs this node, or it does not start.
        """
        self.launch()
        return self.wait_ready()

    def launch(self) -> None:
        """Start the node without waiting for it; see ``start``."""
        binary = find_rabbitmq()
        epmd = shutil.which("epmd")
        if binary is None or epmd is None:
            raise ServerError(
                "RabbitMQ is not installed: install it (apt-get install rabbitmq-server), or set AMQP_URL"
            )
        self.directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._lock.acquire()
        try:
            self._server.end_leftover()
            self._epmd.end_leftover()
            self._ports, self._password = self._remember()
            self._files.write(self._ports, self._password, management=self._with_management, plugins=self._plugins)
            environment = self._files.environment(self._ports)
            self._epmd.start([epmd, "-port", str(self._ports.epmd), "-address", LOOPBACK], env=environment)
            self._server.start([str(binary)], env=environment, log=self.log)
        except (OSError, ServerError):
            self._release()
            raise

    def wait_ready(self) -> Self:
        """Wait until a launched node takes connections.

        Raises:
            ServerError: it ended, or was not ready in time.
        """
        try:
            wait_until_ready(self._server, self._takes_connections, START_SECONDS)
        except ServerError:
            self.kill()
            raise
        return self

    def stop(self) -> None:
        """Stop in good order. Harmless when it does not run."""
        self._server.stop()
        self._release()

    def kill(self) -> None:
        """End it at once, as a crash would. Harmless when it does not run."""
        self._server.kill()
        self._release()

    def add_vhost(self, name: str) -> str:
        """Make a virtual host, empty even if there was one of that name.

        Returns:
            The address for it.
        """
        self.control.delete_vhost(name)
        self.control.add_vhost(name)
        return self.url(name)

    def delete_vhost(self, name: str) -> None:
        """Delete a virtual host with everything in it."""
        self.control.delete_vhost(name)

    @property
    def _started_ports(self) -> Ports:
        if self._ports is None:
            raise ServerError("the RabbitMQ node has not been started")
        return self._ports

    def _release(self) -> None:
        self._epmd.stop()
        self._lock.release()

    def _remember(self) -> tuple[Ports, str]:
        """The ports and the password of the last start, as far as they can be had; noted for the next."""
        notes = self.directory / "node.json"
        known = json.loads(notes.read_text()) if notes.exists() else {}
        ports = Ports(**{name: keep_or_find(known.get(name)) for name in Ports.__slots__})
        password = known.get("password") or secrets.token_urlsafe(PASSWORD_BYTES)
        notes.touch(mode=0o600)
        notes.write_text(json.dumps({**asdict(ports), "password": password}))
        return ports, password

    def _takes_connections(self) -> bool:
        return _speaks_amqp(self.port) and (self.management is None or self.management.is_reachable())


def _speaks_amqp(port: int) -> bool:
    """Whether a broker answers the protocol's greeting: a node listens before it is willing."""
    try:
        with socket.create_connection((LOOPBACK, port), timeout=2) as connection:
            connection.sendall(b"AMQP\x00\x00\x09\x01")
            return connection.recv(1) == b"\x01"
    except OSError:
        return False
