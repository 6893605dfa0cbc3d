"""Consoles: as wide as the terminal, and wide where there is none."""

from __future__ import annotations

from rich.console import Console

WIDTH_WITHOUT_TERMINAL = 140


def console(*, stderr: bool = False, style: str | None = None, soft_wrap: bool = False) -> Console:
    """A console that leaves the text as it is: no guessed highlights."""
    made = Console(stderr=stderr, style=style, soft_wrap=soft_wrap, highlight=False)
    if not made.is_terminal:
        made.width = WIDTH_WITHOUT_TERMINAL
    return made
