"""Servers of a test session in containers, where a Docker engine answers."""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from contextlib import ExitStack

import docker  # type: ignore[import-untyped]
import psutil
import requests
from docker.errors import (  # type: ignore[import-untyped]
    DockerException,
    ImageNotFound,
    NotFound,
)
from testcontainers.core.config import testcontainers_config
from testcontainers.core.container import DockerContainer

from freightwire.local_servers import ManagementApi, ServerError, databases
from freightwire.testing.targets import BrokerTarget, DatabaseTarget

RABBITMQ_IMAGE = "rabbitmq:4.0-management"
POSTGRES_IMAGE = "postgres:17"
OWNER_LABEL = "dev.freightwire.test-session"
USER = "freightwire"
START_SECONDS = 120
POLL_SECONDS = 0.1
ENGINE_SECONDS = 5
ENGINE_ERRORS = (DockerException, requests.RequestException, OSError)


def engine_answers() -> bool:
    """Whether there is a Docker engine that we may use."""
    try:
        client = docker.from_env(timeout=ENGINE_SECONDS)
    except ENGINE_ERRORS:
        return False
    try:
        return bool(client.ping())
    except ENGINE_ERRORS:
        return False
    finally:
        client.close()


def start_rabbitmq(cleanup: ExitStack) -> BrokerTarget:
    """Start a broker that is removed with ``cleanup``.

    Raises:
        ServerError: the image cannot be had, or the broker does not start.
    """
    password = secrets.token_urlsafe(24)
    container = DockerContainer(RABBITMQ_IMAGE, env={"RABBITMQ_DEFAULT_USER": USER, "RABBITMQ_DEFAULT_PASS": password})
    host, (amqp, management) = _start(container, (5672, 15672), cleanup)
    api = ManagementApi(f"http://{host}:{management}", USER, password)
    # The management interface is among the last things to start: when it answers, so does AMQP.
    _wait(container, api.is_reachable)
    return BrokerTarget(f"amqp://{USER}:{password}@{host}:{amqp}/", api, f"{RABBITMQ_IMAGE} in a container")


def start_postgres(cleanup: ExitStack) -> DatabaseTarget:
    """Start a database server that is removed with ``cleanup``.

    Raises:
        ServerError: the image cannot be had, or the server does not start.
    """
    password = secrets.token_urlsafe(24)
    container = DockerContainer(POSTGRES_IMAGE, env={"POSTGRES_USER": USER, "POSTGRES_PASSWORD": password})
    container.with_tmpfs_mount("/var/lib/postgresql/data")
    host, (port,) = _start(container, (5432,), cleanup)
    url = f"{databases.DRIVER}://{USER}:{password}@{host}:{port}/{USER}"
    # The image starts the server once without a network to prepare it, so over TCP it answers only for good.
    _wait(container, lambda: databases.is_reachable(url))
    return DatabaseTarget(url, f"{POSTGRES_IMAGE} in a container")


def _start(container: DockerContainer, ports: tuple[int, ...], cleanup: ExitStack) -> tuple[str, list[int]]:
    # Sessions that died leave containers behind. The usual remedy is a helper container from another image; the
    # label says just as well whose they are.
    testcontainers_config.ryuk_disabled = True
    container.with_kwargs(labels={OWNER_LABEL: _owner()})
    try:
        _remove_orphans(container)
        container.with_exposed_ports(*ports).start()
        cleanup.callback(container.stop)
        return container.get_container_host_ip(), [int(container.get_exposed_port(port)) for port in ports]
    except ImageNotFound as error:
        raise ServerError(f"the image {container.image} cannot be had: {error}") from error
    except ENGINE_ERRORS as error:
        raise ServerError(f"a container of {container.image} does not start: {error}") from error


def _wait(container: DockerContainer, is_ready: Callable[[], bool]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while not is_ready():
        container.reload()
        if container.status == "exited" or time.monotonic() > deadline:
            output, errors = container.get_logs()
            tail = b"\n".join((output + errors).splitlines()[-20:]).decode(errors="replace")
            raise ServerError(f"{container.image} is {container.status} but not ready:\n{tail}")
        time.sleep(POLL_SECONDS)


def _owner() -> str:
    process = psutil.Process()
    return f"{process.pid}:{process.create_time()}:{psutil.boot_time():.0f}"


def _remove_orphans(container: DockerContainer) -> None:
    client = container.get_docker_client().client
    for old in client.containers.list(all=True, filters={"label": OWNER_LABEL}):
        if not _is_alive(old.labels[OWNER_LABEL]):
            try:
                old.remove(force=True, v=True)
            except NotFound:
                continue  # another session was quicker


def _is_alive(owner: str) -> bool:
    pid, created, _ = owner.split(":")
    try:
        return psutil.Process(int(pid)).create_time() == float(created)
    except psutil.NoSuchProcess:
        return False
