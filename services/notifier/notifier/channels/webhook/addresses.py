"""Which addresses a webhook may reach: public ones only, so that nobody can have us call our own network."""

from __future__ import annotations

import asyncio
import socket
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address
from urllib.parse import urlsplit

URL_LIMIT = 2000
_NAT64 = IPv6Network("64:ff9b::/96")


class ForbiddenAddressError(Exception):
    """A webhook may not go there. The message says why."""


def check_url(url: str, *, allow_loopback: bool) -> None:
    """Check an endpoint's URL as far as that goes without asking a name server.

    Raises:
        ForbiddenAddressError: it is not ``https``, carries a password, or names a private address.
    """
    try:
        parts = urlsplit(url)
        host, port = parts.hostname, parts.port
    except ValueError as error:
        raise ForbiddenAddressError("is not a URL") from error
    if len(url) > URL_LIMIT or not url.isascii() or not url.isprintable() or " " in url or not host or port == 0:
        raise ForbiddenAddressError("is not a URL")
    if parts.username is not None or parts.password is not None:
        raise ForbiddenAddressError("may carry no user name or password")
    if parts.fragment:
        raise ForbiddenAddressError("may have no fragment")
    if parts.scheme != "https" and not (allow_loopback and parts.scheme == "http"):
        raise ForbiddenAddressError("must be https")
    try:
        address = ip_address(host)
    except ValueError:
        return
    check_address(address, allow_loopback=allow_loopback)


def check_address(address: IPv4Address | IPv6Address, *, allow_loopback: bool) -> None:
    """Check one address.

    Raises:
        ForbiddenAddressError: it is private, local, reserved or none of one machine.
    """
    address = _embedded(address)
    if address.is_loopback and allow_loopback:
        return
    if not address.is_global or address.is_multicast:
        raise ForbiddenAddressError("does not lead to a public address")


async def resolve(host: str, port: int, *, allow_loopback: bool) -> list[str]:
    """The addresses of a host, every one of them checked: with one bad among them all are refused.

    Raises:
        ForbiddenAddressError: one of them may not be reached.
        OSError: the name is not known.
    """
    found = await asyncio.get_running_loop().getaddrinfo(host, port, type=socket.SOCK_STREAM)
    addresses = list(dict.fromkeys(str(sockaddr[0]) for *_, sockaddr in found))
    for address in addresses:
        # A zone ("fe80::1%eth0") is only ever a link-local address's.
        check_address(ip_address(address.partition("%")[0]), allow_loopback=allow_loopback)
    return addresses


def _embedded(address: IPv4Address | IPv6Address) -> IPv4Address | IPv6Address:
    """The IPv4 address inside an IPv6 one, where that is what would be reached in the end."""
    if isinstance(address, IPv6Address):
        if address.ipv4_mapped is not None:
            return address.ipv4_mapped
        if address.sixtofour is not None:
            return address.sixtofour
        if address in _NAT64:
            return IPv4Address(int(address) & 0xFFFFFFFF)
    return address
