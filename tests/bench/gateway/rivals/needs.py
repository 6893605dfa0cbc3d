"""What a rival needs of the machine; each need says what is missing, or None."""

from __future__ import annotations

import importlib.util
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

HERE = Path(__file__).parent
INSTALL_SECONDS = 120

Need = Callable[[], str | None]


def module(name: str) -> Need:
    """A Python module."""
    return lambda: None if importlib.util.find_spec(name) else f"the Python module {name} is not installed"


def file(path: str, package: str) -> Need:
    """A file, and Debian's package that brings it."""
    return lambda: None if Path(path).exists() else f"{path} is not there (apt-get install {package})"


def npm(package: str, version: str) -> Need:
    """A package for Node.js; installed beside the programs if it is not there yet."""

    def problem() -> str | None:
        if (HERE / "node_modules" / package).exists() and shutil.which("node"):
            return None
        if shutil.which("node") is None or shutil.which("npm") is None:
            return "Node.js with npm is not installed"
        command = ["npm", "install", "--no-save", "--no-audit", "--no-fund", "--loglevel=error", "--prefix", str(HERE)]
        try:
            done = subprocess.run(
                [*command, f"{package}@{version}"],
                check=False,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=INSTALL_SECONDS,
            )
        except subprocess.TimeoutExpired:
            return f"npm had not installed {package} after {INSTALL_SECONDS} s"
        return None if done.returncode == 0 else f"npm did not install {package}: {done.stderr.strip()[:200]}"

    return problem
