"""What a kind of document calls its labels and its headings."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ai_processor.extractors.headings import HEADER_PATTERNS, PARTY_HEADERS, STOP_HEADERS, STOP_SENTENCES
from ai_processor.extractors.lexicon import LABEL_PATTERNS, LabelPattern


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """The labels and headings that are looked for in a document."""

    labels: tuple[LabelPattern, ...]
    headings: tuple[tuple[str, re.Pattern[str]], ...]
    """Patterns over folded text by the kind of section that they begin; the first that matches counts."""
    boxed: bool = False
    """Whether the document is a form, whose headings are the captions of boxes."""

    def heading_of(self, folded: str) -> tuple[str, re.Match[str]] | None:
        """The kind of section that this text is the heading of, and how far the heading reaches."""
        for kind, pattern in self.headings:
            if match := pattern.match(folded):
                return kind, match
        return None


ORDER = Vocabulary(
    LABEL_PATTERNS,
    (*STOP_HEADERS.items(), *STOP_SENTENCES.items(), *PARTY_HEADERS.items(), *HEADER_PATTERNS.items()),
)
