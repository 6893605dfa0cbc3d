"""nginx with nchan: one worker, messages in by HTTP and out by WebSocket. Its time includes taking the messages."""

from __future__ import annotations

import asyncio
import os
import tempfile
from pathlib import Path

import httpx
import psutil
from freightwire.local_servers.ports import free_port, is_free
from freightwire.local_servers.process import KeptProcess, wait_until_ready
from pacing import FRAMES, TEXT, take_turns

START_SECONDS = 20
ANSWER_SECONDS = 60
CONFIGURATION = """
load_module /usr/lib/nginx/modules/ngx_nchan_module.so;
worker_processes 1;
daemon off;
pid {directory}/nginx.pid;
error_log stderr error;
events {{ worker_connections 8192; }}
http {{
    access_log off;
    client_body_temp_path {directory}/body;
    proxy_temp_path {directory}/proxy;
    fastcgi_temp_path {directory}/fastcgi;
    uwsgi_temp_path {directory}/uwsgi;
    scgi_temp_path {directory}/scgi;
    server {{
        listen 127.0.0.1:{port};
        location = /out {{ nchan_subscriber websocket; nchan_channel_id bench; nchan_subscriber_first_message newest; }}
        location = /in {{ nchan_publisher http; nchan_channel_id bench; nchan_store_messages off; }}
    }}
}}
"""


def cpu_of_workers(master: int) -> float:
    """Seconds of processor time of nginx's workers."""
    times = [worker.cpu_times() for worker in psutil.Process(master).children()]
    return sum(one.user + one.system for one in times)


async def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        port = free_port()
        configuration = Path(name, "nginx.conf")
        configuration.write_text(CONFIGURATION.format(directory=name, port=port))
        nginx = KeptProcess("nginx", Path(name), grace_seconds=2)
        nginx.start(["/usr/sbin/nginx", "-c", str(configuration), "-e", "stderr"], env=os.environ)
        try:
            wait_until_ready(nginx, lambda: not is_free(port), START_SECONDS)
            master = nginx.pid
            assert master is not None
            print(port, flush=True)
            async with httpx.AsyncClient(timeout=ANSWER_SECONDS) as client:

                async def publish() -> None:
                    (await client.post(f"http://127.0.0.1:{port}/in", content=TEXT)).raise_for_status()

                async def send() -> None:
                    await asyncio.gather(*(publish() for _ in range(FRAMES)))

                await take_turns(send, lambda: cpu_of_workers(master))
        finally:
            nginx.stop()


asyncio.run(main())
