"""The files and the environment of a private RabbitMQ node."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from freightwire.local_servers.ports import LOOPBACK

NODE_NAME = "freightwire@localhost"
"""May be the same for every node: each has an epmd of its own."""
USER = "freightwire"
MEMORY_LIMIT = "512MiB"
DISK_FREE_LIMIT = "50MB"
WAL_BYTES = 32 * 1024 * 1024
"""Quorum queues keep what is in the write-ahead log in memory as well: the default of 512 MB is not for a laptop."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ports:
    """Where a node listens, on the loopback interface only."""

    amqp: int
    management: int
    distribution: int
    epmd: int


@dataclass(frozen=True, slots=True)
class NodeFiles:
    """Everything of a node lies in one directory."""

    directory: Path

    @property
    def log(self) -> Path:
        """What the node says."""
        return self.directory / "rabbitmq.log"

    @property
    def home(self) -> Path:
        """Where Erlang puts its cookie."""
        return self.directory / "home"

    @property
    def data(self) -> Path:
        """The database, the queues and the streams."""
        return self.directory / "data"

    def write(self, ports: Ports, password: str, *, management: bool, plugins: Sequence[str] = ()) -> None:
        """Write the configuration; the files that hold the password are for their owner only."""
        for directory in (self.directory, self.home, self.data, self.directory / "conf.d"):
            directory.mkdir(mode=0o700, parents=True, exist_ok=True)
        configuration = self.directory / "rabbitmq.conf"
        configuration.touch(mode=0o600)
        configuration.write_text(_configuration(ports, password) + (_management(ports) if management else ""))
        enabled = [*(["rabbitmq_management"] if management else []), *plugins]
        (self.directory / "enabled_plugins").write_text(f"[{','.join(enabled)}].\n")

    def environment(self, ports: Ports) -> dict[str, str]:
        """The node's environment: nothing of the machine's own broker, nor of the caller's, gets in."""
        directory = self.directory
        return {
            "PATH": os.environ.get("PATH", os.defpath),
            "LANG": "C.UTF-8",
            "HOME": str(self.home),
            # Makes the start script become the Erlang machine, instead of watching over it.
            "RUNNING_UNDER_SYSTEMD": "true",
            "RABBITMQ_NODENAME": NODE_NAME,
            "RABBITMQ_CONFIG_FILE": str(directory / "rabbitmq.conf"),
            "RABBITMQ_CONFIG_FILES": str(directory / "conf.d"),
            "RABBITMQ_ADVANCED_CONFIG_FILE": str(directory / "advanced.config"),
            "RABBITMQ_CONF_ENV_FILE": str(directory / "rabbitmq-env.conf"),
            "RABBITMQ_ENABLED_PLUGINS_FILE": str(directory / "enabled_plugins"),
            "RABBITMQ_GENERATED_CONFIG_DIR": str(directory / "generated"),
            "RABBITMQ_MNESIA_BASE": str(self.data),
            "RABBITMQ_LOG_BASE": str(directory / "log"),
            "RABBITMQ_LOGS": "-",
            "RABBITMQ_PID_FILE": str(directory / "rabbitmq.pid"),
            "RABBITMQ_DIST_PORT": str(ports.distribution),
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS": "-kernel inet_dist_use_interface {127,0,0,1}",
            "ERL_EPMD_PORT": str(ports.epmd),
            "ERL_EPMD_ADDRESS": LOOPBACK,
        }


def _configuration(ports: Ports, password: str) -> str:
    return f"""\
listeners.tcp.1 = {LOOPBACK}:{ports.amqp}
# Taken at the first start only, when the database is made.
default_user = {USER}
default_pass = {password}
default_user_tags.administrator = true
vm_memory_high_watermark.absolute = {MEMORY_LIMIT}
disk_free_limit.absolute = {DISK_FREE_LIMIT}
raft.wal_max_size_bytes = {WAL_BYTES}
log.console = true
log.console.level = warning
log.file = false
"""


def _management(ports: Ports) -> str:
    return f"""\
management.tcp.ip = {LOOPBACK}
management.tcp.port = {ports.management}
"""
