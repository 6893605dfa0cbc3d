"""What goes wrong with a server of our own, in words for the person in front of it."""

from __future__ import annotations


class ServerError(Exception):
    """The server cannot be installed, started or used; the message says why, and what would help."""
