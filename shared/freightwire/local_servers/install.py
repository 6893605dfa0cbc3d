"""Find RabbitMQ on this machine, or install it from the system's packages."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

from freightwire.local_servers.errors import ServerError

BINARY_VARIABLE = "FREIGHTWIRE_RABBITMQ_SERVER"
"""Names the ``rabbitmq-server`` script where it is in none of the usual places."""
USUAL_PLACES = (
    "/usr/lib/rabbitmq/bin/rabbitmq-server",  # Debian, Ubuntu; the one in /usr/sbin insists on root
    "/usr/lib/rabbitmq/lib/rabbitmq_server-*/sbin/rabbitmq-server",  # RPM
    "/opt/rabbitmq/sbin/rabbitmq-server",  # the official image
    "/opt/homebrew/opt/rabbitmq/sbin/rabbitmq-server",
    "/usr/local/opt/rabbitmq/sbin/rabbitmq-server",
)
POLICY = Path("/usr/sbin/policy-rc.d")
ALTERNATIVES = """\
Any one of these will do instead:
  - set AMQP_URL to a RabbitMQ (3.10 or newer) that you have
  - docker compose up
  - install RabbitMQ by hand (https://www.rabbitmq.com/docs/download) and try again"""


def find_rabbitmq() -> Path | None:
    """The ``rabbitmq-server`` script that runs as any user; None where RabbitMQ is not installed."""
    named = os.environ.get(BINARY_VARIABLE)
    if named:
        return Path(named) if os.access(named, os.X_OK) else None
    for place in USUAL_PLACES:
        for path in sorted(Path("/").glob(place.lstrip("/")), reverse=True):
            if os.access(path, os.X_OK):
                return path
    return None


def ensure_rabbitmq(say: Callable[[str], None] = print) -> Path:
    """Find RabbitMQ; on Debian and Ubuntu install it where it is missing.

    Args:
        say: is told what is about to happen, since installing takes a minute and may ask for a password.

    Raises:
        ServerError: it is not there and could not be installed; with the alternatives.
    """
    found = find_rabbitmq()
    if found is not None:
        return found
    if shutil.which("apt-get") is None:
        raise ServerError(
            f"RabbitMQ is not installed, and only on Debian and Ubuntu is it installed for you.\n{ALTERNATIVES}"
        )
    _install(say)
    found = find_rabbitmq()
    if found is None:
        raise ServerError(f"rabbitmq-server was installed, but is in none of the usual places.\n{ALTERNATIVES}")
    return found


def _install(say: Callable[[str], None]) -> None:
    elevate = _elevation()
    say("RabbitMQ is not installed: installing it with apt-get (about a minute)")
    # The package starts a system-wide broker, which nobody asked for. While this policy is there it does not; a
    # policy that the machine has already is the machine's business.
    keep_quiet = not POLICY.exists()
    if keep_quiet:
        _run([*elevate, "sh", "-c", f"printf '#!/bin/sh\\nexit 101\\n' >{POLICY} && chmod 755 {POLICY}"])
    try:
        options = ["-y", "-q", "--no-install-recommends"]
        environment = ["env", "DEBIAN_FRONTEND=noninteractive"]
        _run([*elevate, "apt-get", "-q", "update"])
        _run([*elevate, *environment, "apt-get", "install", *options, "rabbitmq-server"])
    finally:
        if keep_quiet:
            _run([*elevate, "rm", "-f", str(POLICY)])


def _elevation() -> list[str]:
    """What makes a command run as root."""
    if os.geteuid() == 0:
        return []
    sudo = shutil.which("sudo")
    if sudo is None:
        raise ServerError(
            "RabbitMQ is not installed, and installing it takes root: run 'apt-get install rabbitmq-server' as root.\n"
            f"{ALTERNATIVES}"
        )
    # Without a terminal nobody could type the password.
    return [sudo] if sys.stdin.isatty() else [sudo, "-n"]


def _run(command: list[str]) -> None:
    result = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)  # noqa: S603
    if result.returncode != 0:
        last = "\n".join(result.stdout.splitlines()[-10:])
        raise ServerError(f"'{' '.join(command)}' failed:\n{last}\n{ALTERNATIVES}")
