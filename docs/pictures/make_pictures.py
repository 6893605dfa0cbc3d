"""Take the README's pictures of the terminal: ``python docs/pictures/make_pictures.py``.

A system is started for it. What a command prints is printed by the command; only the prompt line above it is added.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from rich.console import Console
from rich.text import Text

HERE = Path(__file__).parent
SAMPLES = HERE.parent / "samples"
COLUMNS = 132
EVENTS = 8
"""Of a document that becomes an order: what is drawn of them."""
PATIENCE_SECONDS = 60
FONT_FACES = re.compile(r"@font-face \{.*?\}\s*", re.DOTALL)
"""rich has the picture load its font from outside; the reader's own monospaced font does as well."""


class Terminal:
    """Runs ``freightctl`` for one data directory, in colour."""

    def __init__(self, data: str) -> None:
        self._environment = {
            **os.environ,
            "FREIGHTWIRE_DATA_DIR": data,
            "FORCE_COLOR": "1",
            "COLORTERM": "truecolor",
            "COLUMNS": str(COLUMNS),
        }

    def start(self, *arguments: str) -> subprocess.Popen[str]:
        """Start a command. Its standard error (progress, notices) is not drawn."""
        return subprocess.Popen(  # noqa: S603  (our own command)
            [sys.executable, "-m", "freightctl", *arguments],
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )

    def run(self, *arguments: str) -> str:
        """What a command prints."""
        return self.start(*arguments).communicate()[0]


def picture(name: str, prompt: str, output: str) -> None:
    """Draw a terminal in which ``prompt`` was typed."""
    with Path(os.devnull).open("w") as nowhere:
        console = Console(record=True, width=COLUMNS, file=nowhere)
        console.print(Text(f"$ {prompt}", style="bold"))
        console.print(Text.from_ansi(output.rstrip()))
        drawn = console.export_svg(title="freightwire", unique_id=name)
    (HERE / f"{name}.svg").write_text(FONT_FACES.sub("", drawn).replace("Fira Code", "monospace"), encoding="utf-8")


def main() -> None:
    """Start a system, use it, draw it, stop it."""
    with tempfile.TemporaryDirectory(prefix="freightwire-pictures-") as data:
        Path(data).chmod(0o711)
        terminal = Terminal(data)
        try:
            picture("up", "make up", terminal.run("up", "--detach").rpartition("running in the background")[0])
            tail = terminal.start("tail", "order.#", "--count", str(EVENTS))
            sent = terminal.run("send", str(SAMPLES / "planted_errors.pdf"))
            picture("send", "freightctl send docs/samples/planted_errors.pdf", sent)
            picture("tail", "freightctl tail 'order.#'", tail.communicate(timeout=PATIENCE_SECONDS)[0])
            picture("status", "freightctl status", terminal.run("status"))
        finally:
            terminal.start("down").communicate()


if __name__ == "__main__":
    main()
