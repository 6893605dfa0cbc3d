"""Makes the board's page with Node.js, and only when what it is made of has changed."""

from __future__ import annotations

import asyncio
import hashlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

from freightctl.programs import ProgramFailedError, run_program

WEB = Path(__file__).parents[3] / "web"
DIST = Path("board/dist")
STAMP = "made-from.txt"
INSTALLED = Path("node_modules/.installed-lock.json")
"""The lock file that was installed from; deploy/bootstrap/web.sh writes the same."""
MANIFESTS = (
    "package.json",
    "package-lock.json",
    ".npmrc",
    "client/package.json",
    "react/package.json",
    "board/package.json",
)
SOURCES = ("client/src", "react/src", "board/src", "board/public")
FILES = ("board/index.html", "board/vite.config.ts", "tsconfig.base.json", *MANIFESTS)
OLDEST_NODE = (20, 19)


class NoBoardError(Exception):
    """The page cannot be made; says what is missing."""


async def make_page(say: Callable[[str], None], web: Path = WEB) -> Path:
    """The directory of the built page, made anew where the sources have changed.

    Raises:
        NoBoardError: there is none, and it cannot be made.
    """
    dist = web / DIST
    if not (web / "board").is_dir():
        raise NoBoardError(f"its sources are not here ({web})")
    wanted = await asyncio.to_thread(_digest, web, _all_files(web))
    if _read(dist / STAMP) == wanted:
        return dist
    npm = await _npm()
    lock, installed = _read(web / "package-lock.json"), web / INSTALLED
    if _read(installed) != lock:
        say("board: installing its packages (npm ci)")
        await _run(npm, "ci", "--no-audit", "--no-fund", "--prefer-offline", directory=web)
        shutil.copy(web / "package-lock.json", installed)
    say("board: building")
    await _run(npm, "run", "build", "--workspace", "@freightwire/board", directory=web)
    (dist / STAMP).write_text(wanted)
    return dist


async def _npm() -> str:
    node, npm = shutil.which("node"), shutil.which("npm")
    wanted = ".".join(str(part) for part in OLDEST_NODE)
    if node is None or npm is None:
        raise NoBoardError(f"Node.js {wanted} or newer with npm is not installed (Debian: apt-get install nodejs npm)")
    process = await asyncio.create_subprocess_exec(node, "--version", stdout=asyncio.subprocess.PIPE)
    output, _ = await process.communicate()
    version = output.decode().strip()
    numbers = tuple(int(part) for part in version.removeprefix("v").split(".")[:2] if part.isdecimal())
    if numbers < OLDEST_NODE:
        raise NoBoardError(f"Node.js {wanted} or newer is needed, {version} is installed")
    return npm


async def _run(*command: str, directory: Path) -> None:
    try:
        await run_program(*command, directory=directory)
    except ProgramFailedError as error:
        raise NoBoardError(f"'{' '.join(['npm', *command[1:]])}' failed in {directory}:\n{error}") from error


def _all_files(web: Path) -> list[Path]:
    return [*(web / name for name in FILES), *_files_under(web)]


def _files_under(web: Path) -> Iterator[Path]:
    for name in SOURCES:
        yield from sorted(path for path in (web / name).rglob("*") if path.is_file())


def _digest(web: Path, files: list[Path]) -> str:
    digest = hashlib.sha256()
    for file in files:
        if file.is_file():
            content = file.read_bytes()
            digest.update(f"{file.relative_to(web)}\0{len(content)}\0".encode() + content)
    return digest.hexdigest()


def _read(path: Path) -> str | None:
    try:
        return path.read_text()
    except FileNotFoundError:
        return None
