"""Succeeds when the service in this container answers that it is ready; else says why it is not.

Runs with the interpreter that is there anyway: the images hold neither curl nor wget.
"""

from __future__ import annotations

import http.client
import os
import sys

TIMEOUT_SECONDS = 4


def main() -> int:
    """Ask ``/readyz`` on this container's own port; the exit status for Docker."""
    port = int(os.environ.get("FREIGHTWIRE_HTTP_PORT", "8080"))
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=TIMEOUT_SECONDS)
    try:
        connection.request("GET", "/readyz")
        response = connection.getresponse()
        body = response.read(2000).decode(errors="replace")
    except (OSError, http.client.HTTPException) as error:
        sys.stderr.write(f"no answer on port {port}: {error}\n")
        return 1
    finally:
        connection.close()
    sys.stdout.write(body)
    return 0 if response.status == http.client.OK else 1


if __name__ == "__main__":
    sys.exit(main())
