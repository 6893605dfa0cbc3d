"""The README's example, run as it stands there."""

from __future__ import annotations

import asyncio
import os
import re
import sys
from pathlib import Path

from gateway.testing import gateway, log, token

README = Path(__file__).parents[1] / "README.md"


async def test_example(amqp_url: str, tmp_path: Path) -> None:
    """It loads the state, then follows the events."""
    script = tmp_path / "example.py"
    script.write_text(re.findall(r"```python\n(.*?)```", README.read_text(), re.DOTALL)[0])
    async with gateway(amqp_url) as server, log(amqp_url) as orders:
        environment = {**os.environ, "GATEWAY_URL": f"http://127.0.0.1:{server.port}", "TOKEN": token()}
        process = await asyncio.create_subprocess_exec(
            sys.executable, script, env=environment, stdout=asyncio.subprocess.PIPE
        )
        assert process.stdout is not None
        try:
            async with asyncio.timeout(60):
                assert await process.stdout.readline() == b"load all orders over REST\n"
                await orders.publish(1)
                assert await process.stdout.readline() == b"42 is now in_progress\n"
                orders.event()  # never published: a hole
                await orders.publish(1)
                assert await process.stdout.readline() == b"load 42 over REST\n"
        finally:
            process.kill()
            await process.wait()
