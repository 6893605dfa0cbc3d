"""Which broker and which database server the tests use: found once per session, started when first asked for."""

from __future__ import annotations

import os
import tempfile
import warnings
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Literal, TypeVar, cast, get_args
from urllib.parse import unquote, urlsplit

from freightwire.local_servers import ManagementApi, PostgresServer, RabbitMQNode, ServerError, ensure_rabbitmq
from freightwire.testing.containers import engine_answers, start_postgres, start_rabbitmq
from freightwire.testing.targets import BrokerTarget, DatabaseTarget

KIND_VARIABLE = "FREIGHTWIRE_TEST_SERVERS"
Kind = Literal["any", "native", "containers"]
Target = TypeVar("Target", BrokerTarget, DatabaseTarget)
MANAGEMENT_PORT = 15672


class TestServers:
    """Servers of one test session, in the order: the environment, containers, private native servers."""

    __test__ = False

    def __init__(self, kind: Kind | None = None) -> None:
        """Prepare; nothing runs yet.

        Args:
            kind: forces one sort of server; by default what ``FREIGHTWIRE_TEST_SERVERS`` says.
        """
        self._kind: Kind = kind or _kind()
        self._cleanup = ExitStack()
        self._broker: BrokerTarget | None = None
        self._database: DatabaseTarget | None = None
        self._stoppable: RabbitMQNode | None = None

    def broker(self) -> BrokerTarget:
        """The broker, started if need be.

        Raises:
            ServerError: there is none and none can be started.
        """
        if self._broker is None:
            self._broker = self._given_broker() or self._in_container(start_rabbitmq) or self._native_broker()
        return self._broker

    def database(self) -> DatabaseTarget:
        """The database server, started if need be.

        Raises:
            ServerError: there is none and none can be started.
        """
        if self._database is None:
            self._database = self._given_database() or self._in_container(start_postgres) or self._native_database()
        return self._database

    def stoppable_node(self) -> RabbitMQNode:
        """A native node apart from all other tests, running.

        Raises:
            ServerError: it cannot be installed or started.
        """
        if self._stoppable is None:
            self._stoppable = self._native_node("stoppable")
        if not self._stoppable.is_running:
            self._stoppable.start()
        return self._stoppable

    def close(self) -> None:
        """End everything that was started."""
        self._cleanup.close()

    def _given_broker(self) -> BrokerTarget | None:
        url = os.environ.get("AMQP_URL")
        if not url or self._kind != "any":
            return None
        parts = urlsplit(url)
        user, password = unquote(parts.username or "guest"), unquote(parts.password or "guest")
        management = ManagementApi(
            os.environ.get("RABBITMQ_MANAGEMENT_URL") or f"http://{parts.hostname}:{MANAGEMENT_PORT}", user, password
        )
        return BrokerTarget(url, management if management.is_reachable() else None, "the broker of AMQP_URL")

    def _given_database(self) -> DatabaseTarget | None:
        url = os.environ.get("DATABASE_URL")
        return DatabaseTarget(url, "the server of DATABASE_URL") if url and self._kind == "any" else None

    def _in_container(self, start: Callable[[ExitStack], Target]) -> Target | None:
        if self._kind == "native" or (self._kind == "any" and not engine_answers()):
            return None
        try:
            return start(self._cleanup)
        except ServerError as error:
            if self._kind == "containers":
                raise
            warnings.warn(f"a Docker engine answers, but native servers are used: {error}", stacklevel=2)
            return None

    def _native_broker(self) -> BrokerTarget:
        node = self._native_node("rabbitmq").start()
        return BrokerTarget(node.url(), node, f"a private RabbitMQ node on port {node.port}")

    def _native_node(self, name: str) -> RabbitMQNode:
        ensure_rabbitmq()
        node = RabbitMQNode(self._directory() / name, management=False)
        self._cleanup.callback(node.kill)  # its data goes with the directory: no use in an orderly stop
        return node

    def _native_database(self) -> DatabaseTarget:
        server = PostgresServer(self._directory() / "postgres", throwaway=True)
        self._cleanup.callback(server.kill)
        server.start()
        return DatabaseTarget(server.url(), f"a private PostgreSQL on port {server.port}")

    def _directory(self) -> Path:
        directory = Path(self._cleanup.enter_context(tempfile.TemporaryDirectory(prefix="freightwire-test-")))
        directory.chmod(0o711)  # PostgreSQL passes through it under another account when root tests
        return directory


def _kind() -> Kind:
    value = os.environ.get(KIND_VARIABLE, "any")
    if value not in get_args(Kind):
        raise ServerError(f"{KIND_VARIABLE} is {value!r}; it may be one of {', '.join(get_args(Kind))}")
    return cast("Kind", value)
