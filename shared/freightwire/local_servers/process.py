"""A server process that never outlives its use."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import IO

import psutil

from freightwire.local_servers.errors import ServerError

KEEPER = Path(__file__).with_name("keeper.py")
START_SECONDS = 20
KILL_SECONDS = 5
LOG_TAIL_LINES = 20


class KeptProcess:
    """A process in the care of a keeper (see ``keeper``), with a record on disk of who it is.

    The record (``<name>.process.json``) is for the case that the keeper, too, was killed: the next start finds the
    process by its id *and* its creation time, so that a stranger who got the same id is left alone.
    """

    def __init__(
        self, name: str, directory: Path, *, stop_signal: signal.Signals = signal.SIGTERM, grace_seconds: float = 20
    ) -> None:
        """Prepare; nothing runs yet.

        Args:
            name: names the record and, by default, the log.
            directory: where the record lies; it exists.
            stop_signal: what asks the process to end in good order.
            grace_seconds: how long it may take to.
        """
        self.name = name
        self.record = directory / f"{name}.process.json"
        self._stop_signal = stop_signal
        self._grace = grace_seconds
        self._keeper: subprocess.Popen[bytes] | None = None
        self._process: psutil.Process | None = None
        self.log: Path = directory / f"{name}.log"

    @property
    def pid(self) -> int | None:
        """The process's id while it runs."""
        return self._process.pid if self._process is not None and self.is_running else None

    @property
    def is_running(self) -> bool:
        """Whether the process runs."""
        return self._keeper is not None and self._keeper.poll() is None

    def exit_status(self) -> int | None:
        """The status with which the process ended (128 + n for signal n); None while it runs or never did."""
        return None if self._keeper is None else self._keeper.poll()

    def start(
        self, command: Sequence[str], *, env: Mapping[str, str], log: Path | None = None, cwd: Path | None = None
    ) -> None:
        """Start the process, after ending what an earlier owner may have left.

        Raises:
            ServerError: it could not be started.
        """
        if self.is_running:
            raise ServerError(f"{self.name} is running already")
        self.end_leftover()
        self.log = log or self.log
        with self.log.open("ab") as output:
            self._keeper = self._start_keeper(command, env, output, cwd)
        assert self._keeper.stdout is not None  # noqa: S101  (it was asked for)
        line = self._keeper.stdout.readline()
        if not line:
            status = self._keeper.wait(START_SECONDS)
            raise ServerError(f"{self.name} could not be started (status {status}):\n{self.log_tail()}")
        try:
            self._process = psutil.Process(int(line))
            created = self._process.create_time()
        except psutil.NoSuchProcess:
            return  # it ended at once: exit_status() will tell
        _write_json(self.record, {"pid": self._process.pid, "created": created})

    def stop(self) -> None:
        """Ask the process to end, wait, end it by force after its grace time. Harmless when it does not run."""
        if self._keeper is None:
            return
        assert self._keeper.stdin is not None  # noqa: S101
        self._keeper.stdin.close()
        self._finish(self._grace + KILL_SECONDS)

    def kill(self) -> None:
        """End the process with all it started at once, as a crash would. Harmless when it does not run."""
        if self._keeper is None:
            return
        if self._process is not None and self.is_running:
            _kill_group(self._process)
        self._finish(KILL_SECONDS)

    def end_leftover(self) -> bool:
        """End the process that an earlier owner left running.

        Returns:
            Whether there was one.
        """
        process = _recorded(self.record)
        if process is None:
            self.record.unlink(missing_ok=True)
            return False
        process.send_signal(self._stop_signal)
        try:
            process.wait(self._grace)
        except psutil.TimeoutExpired:
            _kill_group(process)
            process.wait(KILL_SECONDS)
        self.record.unlink(missing_ok=True)
        return True

    def log_tail(self, lines: int = LOG_TAIL_LINES) -> str:
        """The last lines of the log, for an error message."""
        if not self.log.exists():
            return ""
        return "\n".join(self.log.read_text(errors="replace").splitlines()[-lines:])

    def _start_keeper(
        self, command: Sequence[str], env: Mapping[str, str], output: IO[bytes], cwd: Path | None
    ) -> subprocess.Popen[bytes]:
        script = [sys.executable, "-I", "-S", str(KEEPER), str(int(self._stop_signal)), str(self._grace)]
        return subprocess.Popen(  # noqa: S603
            [*script, *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=output,
            env=dict(env),
            cwd=cwd,
            start_new_session=True,
        )

    def _finish(self, seconds: float) -> None:
        assert self._keeper is not None  # noqa: S101
        try:
            self._keeper.wait(seconds)
        except subprocess.TimeoutExpired:
            if self._process is not None:
                _kill_group(self._process)
            self._keeper.kill()
            self._keeper.wait(KILL_SECONDS)
        for pipe in (self._keeper.stdin, self._keeper.stdout):
            if pipe is not None:
                pipe.close()
        self.record.unlink(missing_ok=True)


def _kill_group(process: psutil.Process) -> None:
    # The process leads a session of its own; is_running() compares creation times, so the id is still its own.
    if process.is_running():
        try:
            os.killpg(process.pid, signal.SIGKILL)
        except ProcessLookupError:
            return


def _recorded(record: Path) -> psutil.Process | None:
    try:
        values = json.loads(record.read_text())
        process = psutil.Process(int(values["pid"]))
        same = abs(process.create_time() - float(values["created"])) < 0.01 and process.status() != psutil.STATUS_ZOMBIE
    except (FileNotFoundError, ValueError, KeyError, psutil.NoSuchProcess):
        return None
    return process if same else None


def _write_json(path: Path, values: Mapping[str, object]) -> None:
    temporary = path.with_suffix(".tmp")
    temporary.write_text(json.dumps(values))
    temporary.replace(path)


def wait_until_ready(process: KeptProcess, is_ready: Callable[[], bool], seconds: float) -> None:
    """Poll ``is_ready`` until it is true.

    Raises:
        ServerError: the process ended, or the time is over; with the end of its log.
    """
    deadline = time.monotonic() + seconds
    while not is_ready():
        status = process.exit_status()
        if status is not None:
            raise ServerError(f"{process.name} ended with status {status} while starting:\n{process.log_tail()}")
        if time.monotonic() > deadline:
            raise ServerError(f"{process.name} was not ready within {seconds:g} s:\n{process.log_tail()}")
        time.sleep(0.05)
