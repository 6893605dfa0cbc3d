"""What an order and the documents that travel with it say alike is found by the same extractors, under other paths."""

from __future__ import annotations

import re
from collections.abc import Callable

from ai_processor.extractors.evidence import Findings
from ai_processor.extractors.view import View

Extractor = Callable[[View, Findings], None]


def under(root: str, extractor: Extractor, view: View, findings: Findings, *, only: str = ".") -> None:
    """Put what ``extractor`` finds for an order under ``root``, where nothing stands yet.

    Args:
        only: a pattern that an order's path must match to be taken.
    """
    found = Findings()
    extractor(view, found)
    for path, each in found.items():
        if re.match(only, path) and findings.get(f"{root}.{path}") is None:
            findings.add(f"{root}.{path}", each)
