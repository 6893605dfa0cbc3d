"""Processes in care: they end when they should, whoever dies first."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import psutil
import pytest
from freightwire.local_servers import KeptProcess, ServerError
from freightwire.testing import eventually

OBEDIENT = [sys.executable, "-c", "import time; print('up', flush=True); time.sleep(600)"]
DEAF = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True); time.sleep(600)",
]
ENVIRONMENT = dict(os.environ)
OWNER = """
import os, sys, time
from pathlib import Path
from freightwire.local_servers import KeptProcess
process = KeptProcess("child", Path(sys.argv[1]))
process.start(sys.argv[2:], env=dict(os.environ))
print(process.pid, process._keeper.pid, flush=True)
time.sleep(600)
"""


def is_gone(pid: int) -> bool:
    """Whether no process of that id runs (one that nobody has waited for yet does not run)."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def start_owner(directory: Path) -> subprocess.Popen[str]:
    """A process that keeps another in ``directory``; it prints the ids of that one and of its keeper."""
    command = [sys.executable, "-c", OWNER, str(directory), *OBEDIENT]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


async def said_up(process: KeptProcess) -> None:
    """Wait until the process has said so."""
    await eventually(lambda: "up" in process.log_tail())


async def test_stops_when_asked(tmp_path: Path) -> None:
    """A stopped process is gone, and so is its record."""
    process = KeptProcess("child", tmp_path)
    process.start(OBEDIENT, env=ENVIRONMENT)
    await said_up(process)
    pid = process.pid
    assert pid is not None
    process.stop()
    assert is_gone(pid)
    assert process.pid is None
    assert process.exit_status() == 128 + signal.SIGTERM
    assert not process.record.exists()


async def test_one_that_does_not_listen_is_ended_by_force(tmp_path: Path) -> None:
    """After the grace time nobody is asked any more."""
    process = KeptProcess("child", tmp_path, grace_seconds=0.3)
    process.start(DEAF, env=ENVIRONMENT)
    await said_up(process)
    process.stop()
    assert process.exit_status() == 128 + signal.SIGKILL


async def test_ends_with_a_killed_owner(tmp_path: Path) -> None:
    """An owner that is killed takes its processes along."""
    with start_owner(tmp_path) as owner:
        assert owner.stdout is not None
        pid, keeper = (int(word) for word in owner.stdout.readline().split())
        assert not is_gone(pid)
        owner.kill()
    await eventually(lambda: is_gone(pid) and is_gone(keeper))


async def test_leftover_is_ended_by_the_next_start(tmp_path: Path) -> None:
    """Where the keeper was killed as well, the next owner finds the process by its record."""
    with start_owner(tmp_path) as owner:
        assert owner.stdout is not None
        pid, keeper = (int(word) for word in owner.stdout.readline().split())
        os.kill(keeper, signal.SIGKILL)
        owner.kill()
    assert not is_gone(pid)
    following = KeptProcess("child", tmp_path)
    following.start(OBEDIENT, env=ENVIRONMENT)
    assert is_gone(pid)
    assert following.is_running
    following.kill()
    assert not following.is_running


def test_a_stranger_with_the_same_id_is_left_alone(tmp_path: Path) -> None:
    """A record of a process that ended long ago names an id that may be somebody else's by now."""
    with subprocess.Popen(OBEDIENT, stdout=subprocess.DEVNULL) as stranger:
        (tmp_path / "child.process.json").write_text(json.dumps({"pid": stranger.pid, "created": 12345.0}))
        assert not KeptProcess("child", tmp_path).end_leftover()
        assert stranger.poll() is None
        stranger.kill()


async def test_the_whole_group_goes(tmp_path: Path) -> None:
    """Children of a killed process do not stay behind."""
    process = KeptProcess("child", tmp_path)
    process.start(["/bin/sh", "-c", "sleep 600 & echo $! up; wait"], env=ENVIRONMENT)
    await said_up(process)
    grandchild = int(process.log_tail().split()[0])
    process.kill()
    await eventually(lambda: is_gone(grandchild))


def test_a_program_that_does_not_exist(tmp_path: Path) -> None:
    """The error carries what the log says."""
    process = KeptProcess("child", tmp_path)
    with pytest.raises(ServerError, match="No such file"):
        process.start(["/nowhere/at/all"], env=ENVIRONMENT)
    assert not process.is_running
