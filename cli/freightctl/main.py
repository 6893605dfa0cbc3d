"""The command line: ``freightctl <command>``."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from typing import Any

import typer
from freightwire.local_servers import ServerError
from freightwire.telemetry import configure_logging
from typer.core import TyperGroup

from freightctl.commands.down import down
from freightctl.commands.evaluate import evaluate
from freightctl.commands.publish import publish
from freightctl.commands.send import send
from freightctl.commands.status import status
from freightctl.commands.tail import tail
from freightctl.commands.token import token
from freightctl.commands.up import up
from freightctl.failures import Failure
from freightctl.gateway import CLIENT_NAME

INTERRUPTED = 130


class PlainErrors(TyperGroup):
    """Says what went wrong in a line, without a traceback, and sets the exit status."""

    def main(self, args: Sequence[str] | None = None, *rest: Any, **options: Any) -> Any:
        """Run the command line."""
        try:
            return super().main(args, *rest, **options)
        except Failure as failure:
            sys.stderr.write(f"freightctl: {failure.message}\n")
            sys.exit(failure.status)
        except ServerError as error:
            sys.stderr.write(f"freightctl: {error}\n")
            sys.exit(1)
        except KeyboardInterrupt:
            sys.exit(INTERRUPTED)
        except BrokenPipeError:  # the reader of our output, head for example, has seen enough
            sys.stderr.close()
            sys.exit(0)


app = typer.Typer(
    cls=PlainErrors,
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)


@app.callback()
def prepare() -> None:
    """Run, watch and drive a Freightwire system."""
    configure_logging(CLIENT_NAME, level="CRITICAL", form="console")  # a command says itself what went wrong


app.command()(up)
app.command()(down)
app.command()(status)
app.command()(token)
app.command()(send)
app.command()(tail)
app.command()(publish)
app.command(name="eval")(evaluate)
