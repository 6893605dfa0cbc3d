"""What a command that cannot be carried out says, and its exit status: 2 for a wrong call, 1 for a failure."""

from __future__ import annotations

from pathlib import Path

import jwt
import pytest
from freightctl.access import SECRET_VARIABLE
from freightctl.main import app
from typer.testing import CliRunner

SECRET = "a secret of thirty-two bytes or so"
KEY = ("--key", "order.42.status_changed", "--type", "order:status_changed")


@pytest.fixture(autouse=True)
def nowhere(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A directory where no system runs, and an environment that names none."""
    for name in (SECRET_VARIABLE, "AMQP_URL", "DATABASE_URL"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def run(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(app, list(arguments))
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize(
    "arguments",
    [
        ("status",),
        ("token",),
        ("tail", "order.#"),
        ("send", "file.pdf"),
        ("publish", "--key", "x.y", "--type", "x", "--data", "{}"),
    ],
)
def test_without_a_running_system_a_command_says_what_to_do(arguments: tuple[str, ...], tmp_path: Path) -> None:
    (tmp_path / "file.pdf").write_bytes(b"%PDF")
    status, output, error = run(*arguments)
    assert status in {1, 2}
    assert output == ""
    assert "freightctl up" in error
    assert "Traceback" not in error


def test_down_where_nothing_runs_is_no_failure() -> None:
    status, output, _ = run("down")
    assert (status, output) == (0, "nothing is running\n")


def test_a_token_is_printed_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SECRET_VARIABLE, SECRET)
    status, output, error = run(
        "token", "--org", "alpha", "--user", "x", "--role", "carrier", "--binding", "order.42.#", "--ttl", "60"
    )
    assert (status, error) == (0, "")
    claims = jwt.decode(output.strip(), SECRET, algorithms=["HS256"], audience="freightwire")
    assert (claims["org"], claims["sub"], claims["roles"]) == ("alpha", "x", ["carrier"])
    assert claims["bindings"] == ["order.42.#"]
    assert claims["exp"] - claims["iat"] == 60


@pytest.mark.parametrize(
    ("secret", "arguments", "said"),
    [("short", (), "at least"), (SECRET, ("--org", "two words"), "org"), (SECRET, ("--user", "a.b"), "sub")],
)
def test_a_token_that_cannot_be_made_is_refused(
    monkeypatch: pytest.MonkeyPatch, secret: str, arguments: tuple[str, ...], said: str
) -> None:
    monkeypatch.setenv(SECRET_VARIABLE, secret)
    status, output, error = run("token", *arguments)
    assert (status, output) == (2, "")
    assert said in error


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        ((*KEY, "--data", "{}"), "violates the contract of order:status_changed"),
        (("--key", "order.42.x", "--type", "own:event", "--data", "[]"), "not a JSON object"),
        (("--key", "order.42.x", "--type", "own:event", "--data", "{"), "not JSON"),
        (("--key", "x" * 300, "--type", "own:event", "--data", "{}"), "longer than"),
    ],
)
def test_what_is_wrong_with_an_event_is_said_before_there_is_a_connection(
    arguments: tuple[str, ...], said: str
) -> None:
    status, output, error = run("publish", *arguments)
    assert (status, output) == (2, "")
    assert said in error
