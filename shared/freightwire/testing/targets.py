"""What tests run against, whoever provides it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from urllib.parse import quote, urlsplit, urlunsplit

if TYPE_CHECKING:
    from freightwire.local_servers import ManagementApi


@dataclass(frozen=True, slots=True)
class BrokerTarget:
    """A broker. ``management`` is None where only the one virtual host of ``url`` can be used."""

    url: str
    management: ManagementApi | None
    description: str

    def url_of(self, vhost: str) -> str:
        """The address of a virtual host."""
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{quote(vhost, safe='')}"))


@dataclass(frozen=True, slots=True)
class DatabaseTarget:
    """A PostgreSQL server on which databases may be made; ``url`` is its maintenance database's."""

    url: str
    description: str
