"""RabbitMQ's management interface over HTTP: the little of it that is needed to prepare virtual hosts."""

from __future__ import annotations

import base64
import json
from http.client import HTTPConnection, HTTPException, HTTPSConnection
from typing import Any
from urllib.parse import quote, urlsplit

from freightwire.local_servers.errors import ServerError

TIMEOUT_SECONDS = 30


class ManagementApi:
    """A broker's management interface."""

    def __init__(self, url: str, user: str, password: str) -> None:
        """Args: ``url`` such as ``http://127.0.0.1:15672``, and a user with the tag ``administrator``."""
        self.url = url.rstrip("/")
        self.user = user
        credentials = base64.b64encode(f"{user}:{password}".encode()).decode()
        self._headers = {"authorization": f"Basic {credentials}", "content-type": "application/json"}

    def is_reachable(self) -> bool:
        """Whether it answers and accepts the user."""
        try:
            self.request("GET", "/api/whoami")
        except ServerError:
            return False
        return True

    def add_vhost(self, name: str) -> None:
        """Make a virtual host in which this user may do everything."""
        self.request("PUT", f"/api/vhosts/{quote(name, safe='')}")
        everything = {"configure": ".*", "write": ".*", "read": ".*"}
        self.request("PUT", f"/api/permissions/{quote(name, safe='')}/{quote(self.user, safe='')}", everything)

    def delete_vhost(self, name: str) -> None:
        """Delete a virtual host with everything in it. Harmless when it is gone."""
        self.request("DELETE", f"/api/vhosts/{quote(name, safe='')}", missing_ok=True)

    def request(self, method: str, path: str, body: object | None = None, *, missing_ok: bool = False) -> Any:
        """One call of the interface.

        Returns:
            The decoded answer, None where it is empty.

        Raises:
            ServerError: it cannot be reached, or says no.
        """
        parts = urlsplit(self.url)
        kind = HTTPSConnection if parts.scheme == "https" else HTTPConnection
        connection = kind(parts.hostname or "", parts.port, timeout=TIMEOUT_SECONDS)
        try:
            content = None if body is None else json.dumps(body)
            connection.request(method, f"{parts.path}{path}", body=content, headers=self._headers)
            response = connection.getresponse()
            answer = response.read()
        except (OSError, HTTPException) as error:
            raise ServerError(f"RabbitMQ's management interface at {self.url} does not answer: {error!r}") from error
        finally:
            connection.close()
        if response.status >= 400 and not (missing_ok and response.status == 404):
            raise ServerError(
                f"{method} {path} at {self.url}: {response.status} {answer.decode(errors='replace')[:300]}"
            )
        return json.loads(answer) if answer else None
