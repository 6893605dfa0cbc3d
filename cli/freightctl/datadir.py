"""The data directory: everything that ``freightctl up`` keeps, and how other commands find the running system.

``state.json`` says what runs where, ``secrets.json`` (for its owner only) how to get in. Both are replaced in one step,
so that a reader never sees half of one.
"""

from __future__ import annotations

import json
import os
import secrets
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal, TypeVar

import psutil
from pydantic import BaseModel, ConfigDict, Field, ValidationError
from pydantic.alias_generators import to_camel

from freightctl.failures import Failure

DEFAULT_DIRECTORY = Path(".freightwire")
SECRET_BYTES = 48
Stored = TypeVar("Stored", bound=BaseModel)
Phase = Literal["starting", "ready", "stopping"]


class _Stored(BaseModel):
    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="ignore", frozen=True)


class RunningService(_Stored):
    """A service or server: where it answers, and its process where it is ours."""

    url: str
    pid: int | None = None
    log: str | None = None


class State(_Stored):
    """What runs. ``pid`` and ``created`` identify the supervising process."""

    phase: Phase
    pid: int
    created: float
    started_at: str
    services: dict[str, RunningService] = Field(default_factory=dict)

    @property
    def is_alive(self) -> bool:
        """Whether the supervising process is still the one that wrote this."""
        try:
            process = psutil.Process(self.pid)
            return abs(process.create_time() - self.created) < 0.01 and process.status() != psutil.STATUS_ZOMBIE
        except psutil.NoSuchProcess:
            return False


class Secrets(_Stored):
    """How to get in. ``token_secret`` signs development tokens; database addresses are by service."""

    token_secret: str
    amqp_url: str | None = None
    database_urls: dict[str, str] = Field(default_factory=dict)


class DataDirectory:
    """The files of one system."""

    def __init__(self, path: Path) -> None:
        self.path = path.absolute()
        self.logs = self.path / "logs"
        self.documents = self.path / "documents"

    def prepare(self) -> None:
        """Make the directories."""
        for directory in (self.path, self.logs, self.documents):
            directory.mkdir(parents=True, exist_ok=True)

    def state(self) -> State | None:
        """What was running last; None where nothing ever did."""
        return _read(self.path / "state.json", State)

    def running(self) -> State:
        """What is running.

        Raises:
            Failure: nothing is.
        """
        state = self.state()
        if state is None or not state.is_alive:
            raise Failure(
                f"no Freightwire is running in {self.path}: start it with 'freightctl up', or give --data-dir"
            )
        return state

    def url_of(self, service: str) -> str:
        """The address of a running service.

        Raises:
            Failure: it does not run.
        """
        services = self.running().services
        if service not in services:
            raise Failure(f"{service} is not running yet: see 'freightctl status'")
        return services[service].url

    def save_state(self, state: State) -> None:
        """Replace the state."""
        _write(self.path / "state.json", state.model_dump(by_alias=True, mode="json"), mode=0o644)

    def forget_state(self) -> None:
        """Nothing runs any more."""
        (self.path / "state.json").unlink(missing_ok=True)

    def secrets(self) -> Secrets | None:
        """The stored secrets; None before the first start."""
        return _read(self.path / "secrets.json", Secrets)

    def save_secrets(self, values: Secrets) -> None:
        """Replace the secrets; nobody but their owner can read them."""
        _write(self.path / "secrets.json", values.model_dump(by_alias=True, mode="json"), mode=0o600)


def new_secret() -> str:
    """A secret to sign development tokens with."""
    return secrets.token_urlsafe(SECRET_BYTES)


def _read(path: Path, model: type[Stored]) -> Stored | None:
    try:
        return model.model_validate_json(path.read_text())
    except FileNotFoundError:
        return None
    except PermissionError as error:
        raise Failure(f"{path} belongs to another user") from error
    except ValidationError as error:
        raise Failure(f"{path} is not what freightctl wrote: {error.errors()[0]['msg']}") from error


def _write(path: Path, values: Mapping[str, Any], *, mode: int) -> None:
    descriptor, temporary = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    with os.fdopen(descriptor, "w") as file:
        json.dump(values, file, indent=2)
        file.write("\n")
    os.chmod(temporary, mode)  # noqa: PTH101
    Path(temporary).replace(path)
