"""``python -m ai_processor``: the AI processor, until SIGTERM or SIGINT."""

from __future__ import annotations

from freightwire.http import run_service

from ai_processor.results import SERVICE
from ai_processor.service import AiProcessor
from ai_processor.settings import AiProcessorSettings


def main() -> None:
    """Entry point; the first signal drains the worker."""
    settings = AiProcessorSettings()
    run_service(SERVICE, settings, AiProcessor(settings).run)


if __name__ == "__main__":
    main()
