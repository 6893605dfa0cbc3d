"""Keeps one process, and outlives whoever asked for it just long enough to end it.

Run as a script of its own (standard library only, so that it starts in milliseconds). Its standard input is a pipe that
its parent holds open: when the parent goes, however abruptly, the pipe ends, and the process is stopped: first by the
given signal, after the grace time by force. Its exit status is the process's.

Usage: ``keeper.py SIGNAL GRACE_SECONDS COMMAND…``; the process's id is written to standard output as one line.
"""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import sys
import threading

ASKED_TO_STOP = threading.Event()


def main() -> int:
    """Start the process, watch the parent, wait for the end."""
    stop_signal, grace, command = int(sys.argv[1]), float(sys.argv[2]), sys.argv[3:]
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: ASKED_TO_STOP.set())
    # A session of its own: a Ctrl-C in the terminal is for the parent alone, which stops things in their order.
    child = subprocess.Popen(  # noqa: S603
        command, stdin=subprocess.DEVNULL, stdout=sys.stderr, stderr=sys.stderr, start_new_session=True
    )
    with contextlib.suppress(BrokenPipeError):  # a parent that is gone already is seen by the watcher
        sys.stdout.write(f"{child.pid}\n")
        sys.stdout.flush()
    threading.Thread(target=_watch_parent, daemon=True).start()
    threading.Thread(target=_stop_when_asked, args=(child, stop_signal, grace), daemon=True).start()
    while True:
        # A bounded wait, since a signal's handler runs only between two steps of the interpreter.
        with contextlib.suppress(subprocess.TimeoutExpired):
            status = child.wait(0.5)
            break
    _end_group(child.pid)
    return status if status >= 0 else 128 - status


def _watch_parent() -> None:
    while os.read(0, 1024):
        pass
    ASKED_TO_STOP.set()


def _stop_when_asked(child: subprocess.Popen[bytes], stop_signal: int, grace: float) -> None:
    ASKED_TO_STOP.wait()
    child.send_signal(stop_signal)
    try:
        child.wait(grace)
    except subprocess.TimeoutExpired:
        _end_group(child.pid)


def _end_group(group: int) -> None:
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(group, signal.SIGKILL)


if __name__ == "__main__":
    sys.exit(main())
