"""What a figure was measured on."""

from __future__ import annotations

import platform
from pathlib import Path


def machine() -> str:
    """Cores and their model, the kernel, and Python."""
    lines = Path("/proc/cpuinfo").read_text().splitlines()
    models = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    name = models[0] if models else platform.machine()
    return f"{len(models)} × {name}, Linux {platform.release()}, Python {platform.python_version()}"
