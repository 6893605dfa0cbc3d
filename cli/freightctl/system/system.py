"""The whole system on this machine: servers, migrations, services, supervision, and an end in good order."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import psutil
from freightwire.local_servers import KeptProcess, PostgresServer, RabbitMQNode, ServerError
from freightwire.local_servers.locking import DirectoryLock
from freightwire.local_servers.ports import free_port, is_free
from freightwire.settings import ENVIRONMENT_PREFIX

from freightctl.access import SECRET_VARIABLE, development_secret
from freightctl.board.building import NoBoardError, make_page
from freightctl.datadir import DataDirectory, Phase, RunningService, Secrets, State, new_secret
from freightctl.failures import Failure
from freightctl.programs import ProgramFailedError, run_program
from freightctl.system.health import problem_of_service
from freightctl.system.servers import Servers
from freightctl.system.services import BOARD, GATEWAY, LOOPBACK, SERVICES, ServiceSpec, Surroundings, command
from freightctl.system.supervisor import Part, keep_running

DEFAULT_PORT = 8080
DEFAULT_BOARD_PORT = 8000
PORTS_TRIED = 100
READY_SECONDS = 60
READY_POLL_SECONDS = 0.1
STOP_SECONDS = 25
LOG_LINES = 15
DATABASE_VARIABLE = f"{ENVIRONMENT_PREFIX}DATABASE_URL"


class System:
    """One running system in one data directory."""

    def __init__(
        self, data: DataDirectory, *, port: int | None, board_port: int | None, say: Callable[[str], None]
    ) -> None:
        """Prepare; nothing is started.

        Args:
            port: the gateway's; None takes 8080 or the next that is free.
            board_port: the board's; None takes 8000 or the next that is free.
            say: told what happens, for a person.
        """
        self._data = data
        self._say = say
        self._port = port
        self._board_port = board_port
        self._page: Path | None = None
        self._lock = DirectoryLock(data.path, "up.lock")
        self._servers = Servers.choose(data.path)
        self._processes = {
            spec.name: KeptProcess(spec.name, data.path / "run", grace_seconds=STOP_SECONDS)
            for spec in (*SERVICES, BOARD)
        }
        self._ports: dict[str, int] = {}
        self._databases: dict[str, str] = {}
        self._surroundings: Surroundings | None = None
        self._phase: Phase = "starting"
        self._started_at = datetime.now(UTC).isoformat(timespec="seconds")
        self._watchers: list[asyncio.Task[None]] = []

    def claim(self) -> None:
        """Make the data directory this process's own, and end what an earlier one that was killed may have left.

        Raises:
            Failure: another process runs a system there; a port that was asked for is taken.
        """
        self._data.prepare()
        (self._data.path / "run").mkdir(exist_ok=True)
        try:
            self._lock.acquire()
        except ServerError as error:
            state = self._data.state()
            where = f" (process {state.pid})" if state and state.is_alive else ""
            raise Failure(
                f"a system is running in {self._data.path} already{where}: see 'freightctl status', or end it with "
                "'freightctl down'"
            ) from error
        for process in self._processes.values():
            if process.end_leftover():
                self._say(f"{process.name} of an earlier run was still there: ended")
        self._choose_ports()

    async def start(self) -> None:
        """Start everything and wait until all of it is ready.

        Raises:
            Failure: a service does not become ready; with the end of its log.
            ServerError: a server does not start.
        """
        self._save()
        self._say(f"RabbitMQ: {_whose(self._servers.node)}; PostgreSQL: {_whose(self._servers.postgres)}")
        # Each takes a while; the databases are brought up to date, and the board made, while the broker starts.
        outcomes = await asyncio.gather(
            self._servers.start_broker(self._say),
            self._prepare_databases(),
            self._make_board(),
            return_exceptions=True,
        )
        for outcome in outcomes:
            if isinstance(outcome, BaseException):
                raise outcome
        secrets = self._secrets()
        self._data.save_secrets(secrets)
        self._surroundings = Surroundings(
            amqp_url=self._servers.amqp_url,
            database_urls=self._databases,
            token_secret=secrets.token_secret,
            documents=self._data.documents,
            board_port=self._ports[BOARD.name],
            has_board=self._page is not None,
        )
        self._say("services: starting")
        for spec in self._specs:
            await asyncio.to_thread(self._start_service, spec)
        self._save()
        await asyncio.gather(*(self._wait_ready(spec) for spec in self._specs))
        self._phase = "ready"
        self._save()
        self._watchers = [
            asyncio.create_task(keep_running(part, self._say, self._save), name=f"watch:{part.name}")
            for part in self._parts()
        ]

    async def stop(self) -> None:
        """Stop everything: the services first, each finishing what it has begun, then the servers."""
        self._phase = "stopping"
        for watcher in self._watchers:
            watcher.cancel()
        await asyncio.gather(*self._watchers, return_exceptions=True)
        self._save()
        await asyncio.gather(*(asyncio.to_thread(process.stop) for process in self._processes.values()))
        await self._servers.stop()
        self._data.forget_state()
        self._lock.release()

    def url(self, spec: ServiceSpec) -> str:
        """Where a service answers."""
        return f"http://{LOOPBACK}:{self._ports[spec.name]}"

    @property
    def board_url(self) -> str | None:
        """Where the board answers; None where it could not be made."""
        return self.url(BOARD) if self._page else None

    @property
    def management_url(self) -> str | None:
        """RabbitMQ's pages for people, where the broker is ours."""
        management = self._servers.node.management if self._servers.node else None
        return management.url if management else None

    def _choose_ports(self) -> None:
        self._ports = {spec.name: free_port() for spec in SERVICES}
        self._ports[GATEWAY.name] = chosen_port(self._port, DEFAULT_PORT, "--port")
        self._ports[BOARD.name] = chosen_port(self._board_port, DEFAULT_BOARD_PORT, "--board-port")

    @property
    def _specs(self) -> tuple[ServiceSpec, ...]:
        return (BOARD, *SERVICES) if self._page else SERVICES

    async def _make_board(self) -> None:
        try:
            self._page = await make_page(self._say)
        except NoBoardError as error:
            self._say(f"going on without the board: {error}")

    async def _prepare_databases(self) -> None:
        self._databases = await self._servers.start_database()
        await asyncio.gather(*(_migrate(spec, self._databases[spec.name]) for spec in SERVICES if spec.has_database))

    def _secrets(self) -> Secrets:
        stored = self._data.secrets()
        if os.environ.get(SECRET_VARIABLE):
            token_secret = development_secret(self._data)
        else:
            token_secret = stored.token_secret if stored else new_secret()
        return Secrets(token_secret=token_secret, amqp_url=self._servers.amqp_url, database_urls=self._databases)

    def _start_service(self, spec: ServiceSpec) -> None:
        self._processes[spec.name].start(
            command(spec),
            env=self._environment(spec),
            log=self._data.logs / f"{spec.name}.log",
        )

    def _environment(self, spec: ServiceSpec) -> dict[str, str]:
        assert self._surroundings is not None  # noqa: S101
        if spec is BOARD and self._page is not None:
            return self._surroundings.board_environment(self._page, {one.name: self.url(one) for one in SERVICES})
        return self._surroundings.environment(spec, self._ports[spec.name])

    async def _wait_ready(self, spec: ServiceSpec) -> None:
        process = self._processes[spec.name]
        problem: str | None = "not started"
        try:
            async with asyncio.timeout(READY_SECONDS):
                while problem := await asyncio.to_thread(problem_of_service, self.url(spec)):
                    status = process.exit_status()
                    if status is not None:
                        raise Failure(f"{spec.name} ended with status {status}:\n{process.log_tail(LOG_LINES)}")
                    await asyncio.sleep(READY_POLL_SECONDS)
        except TimeoutError as error:
            raise Failure(
                f"{spec.name} was not ready within {READY_SECONDS} s: {problem}\n{process.log_tail(LOG_LINES)}"
            ) from error

    def _parts(self) -> list[Part]:
        parts = [
            Part(
                spec.name,
                partial(_is_running, self._processes[spec.name]),
                partial(asyncio.to_thread, self._start_service, spec),
                partial(_why, self._processes[spec.name]),
            )
            for spec in self._specs
        ]
        for name, server in (("rabbitmq", self._servers.node), ("postgres", self._servers.postgres)):
            if server is not None:
                restart = partial(_restart, server)
                parts.append(Part(name, partial(_is_running, server), restart, partial("see {}".format, server.log)))
        return parts

    def _save(self) -> None:
        me = psutil.Process()
        services = {
            spec.name: RunningService(
                url=self.url(spec), pid=self._processes[spec.name].pid, log=str(self._data.logs / f"{spec.name}.log")
            )
            for spec in self._specs
        }
        if self._surroundings is not None:
            services |= self._servers.running()
        self._data.save_state(
            State(
                phase=self._phase,
                pid=me.pid,
                created=me.create_time(),
                started_at=self._started_at,
                services=services,
            )
        )


def chosen_port(wanted: int | None, default: int, option: str) -> int:
    """The port that is wanted, else the default or the next that is free.

    Raises:
        Failure: it is taken.
    """
    if wanted is not None:
        if not is_free(wanted):
            raise Failure(f"port {wanted} is taken by another program: give another {option}")
        return wanted
    for port in range(default, default + PORTS_TRIED):
        if is_free(port):
            return port
    raise Failure(f"no port from {default} on is free: give a {option}")


async def _migrate(spec: ServiceSpec, database_url: str) -> None:
    """Bring a service's database up to date.

    Raises:
        Failure: it could not be done; with the end of what was said.
    """
    try:
        await run_program(*command(spec, "migrate"), environment={**os.environ, DATABASE_VARIABLE: database_url})
    except ProgramFailedError as error:
        raise Failure(f"the database of {spec.name} could not be migrated:\n{error}") from error


def _whose(server: RabbitMQNode | PostgresServer | None) -> str:
    return "the one that the environment names" if server is None else "starting a private one"


def _is_running(one: KeptProcess | RabbitMQNode | PostgresServer) -> bool:
    return one.is_running


def _why(process: KeptProcess) -> str:
    return f"status {process.exit_status()}, see {process.log}"


async def _restart(server: RabbitMQNode | PostgresServer) -> None:
    await asyncio.to_thread(server.stop)  # lets go of what the dead process left
    await asyncio.to_thread(server.start)
