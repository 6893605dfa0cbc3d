"""What tests run against, whoever provides it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol
from urllib.parse import quote, urlsplit, urlunsplit


class VirtualHosts(Protocol):
    """Makes and deletes a broker's virtual hosts."""

    def add_vhost(self, name: str) -> object:
        """Make an empty one."""

    def delete_vhost(self, name: str) -> None:
        """Delete one with everything in it."""


@dataclass(frozen=True, slots=True)
class BrokerTarget:
    """A broker. ``vhosts`` is None where only the one virtual host of ``url`` can be used."""

    url: str
    vhosts: VirtualHosts | None
    description: str

    def url_of(self, vhost: str) -> str:
        """The address of a virtual host."""
        return urlunsplit(urlsplit(self.url)._replace(path=f"/{quote(vhost, safe='')}"))


@dataclass(frozen=True, slots=True)
class DatabaseTarget:
    """A PostgreSQL server on which databases may be made; ``url`` is its maintenance database's."""

    url: str
    description: str
