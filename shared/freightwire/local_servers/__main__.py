"""``python -m freightwire.local_servers``: install RabbitMQ where it is missing."""

from __future__ import annotations

import sys

from freightwire.local_servers.errors import ServerError
from freightwire.local_servers.install import ensure_rabbitmq


def main() -> int:
    """Entry point; the exit status is 1 when RabbitMQ could not be had."""
    try:
        ensure_rabbitmq(lambda text: print(text, file=sys.stderr))  # noqa: T201
    except ServerError as error:
        print(error, file=sys.stderr)  # noqa: T201
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
