"""Stage 2: what kind of document it is, by weighted words in Romanian, English and German.

Documents that look like orders and are none (lists of what was loaded, requests for a price, general conditions) have
words of their own, so that they compete: an order that is none is the worst mistake.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from freightwire.events.extraction import DocumentKind

from ai_processor.stages.kind_words import COMPILED, LEAST_TITLE, Evidence, Look
from ai_processor.stages.substance import LEAST_OF_AN_ORDER as LEAST_SUBSTANCE
from ai_processor.stages.substance import substance
from ai_processor.values.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ai_processor.layout import PageText

TITLE_SHARE = 0.25
"""The share of the first page in which a title counts fully; elsewhere it counts a third, unless it stands alone."""
MENTION = 0.33
LEAST_EVIDENCE = 2.5
"""A document with less evidence than this for any kind is none that we know."""
LEAST_OF_AN_ORDER = 4.0
"""An order is worked by people and costs money: it must say more."""
LEAST_OF_AN_INVOICE = 1.5
"""What an invoice must say besides its title (a total, VAT, prices): reminders and accounts name invoices, too."""
LONGEST_TITLE = 60
PAGES_LOOKED_AT = 3


class Classification(NamedTuple):
    """The likeliest kind and how sure that is, 0 to 1."""

    kind: DocumentKind
    confidence: float


class _Line(NamedTuple):
    text: str
    in_head: bool


def classify(pages: Sequence[PageText]) -> Classification:
    """Weigh the words of the first pages. Each pattern counts once, at its best place."""
    lines = [
        _Line(fold(segment.text), page.number == 1 and segment.rect.y0 < TITLE_SHARE * page.height)
        for page in pages[:PAGES_LOOKED_AT]
        for segment in page.segments
    ]
    said = {look: sum(_weight(look, each, lines) for each in evidence) for look, evidence in COMPILED.items()}
    scores = {
        look: score if score < LEAST_EVIDENCE or _has_what_it_needs(look, lines, pages) else 0.0
        for look, score in said.items()
    }
    ranked = sorted(scores, key=lambda look: scores[look], reverse=True)
    best, second = ranked[0], next(look for look in ranked[1:] if look.kind is not ranked[0].kind)
    least = LEAST_OF_AN_ORDER if best.kind is DocumentKind.TRANSPORT_ORDER else LEAST_EVIDENCE
    if scores[best] < least:
        return Classification(DocumentKind.OTHER, round(1 - scores[best] / (2 * least), 3))
    share = scores[best] ** 2 / (scores[best] ** 2 + scores[second] ** 2)
    enough = scores[best] / (scores[best] + 1.0)
    return Classification(best.kind, round(min(0.99, share * enough + 0.05), 3))


def _has_what_it_needs(look: Look, lines: list[_Line], pages: Sequence[PageText]) -> bool:
    """Whether the document is more than one that speaks of such documents."""
    if look.kind is DocumentKind.INVOICE:
        body = [each for each in COMPILED[look] if each.weight < LEAST_TITLE]
        return sum(_weight(look, each, lines) for each in body) >= LEAST_OF_AN_INVOICE
    if look.kind is DocumentKind.TRANSPORT_ORDER:
        texts = [segment.text for page in pages[:PAGES_LOOKED_AT] for segment in page.segments]
        return substance(texts) >= LEAST_SUBSTANCE
    return True


def _weight(look: Look, evidence: Evidence, lines: list[_Line]) -> float:
    shares = [_share(look, evidence, line) for line in lines if evidence.pattern.search(line.text)]
    return evidence.weight * max(shares, default=0.0)


def _share(look: Look, evidence: Evidence, line: _Line) -> float:
    """A title's word counts fully in the head of the page or as a line of its own, else a third: a mention.

    What is none of our documents says so in its head: further down an order has general conditions, too.
    """
    match = evidence.pattern.search(line.text)
    begins = match is not None and match.start() <= 4
    if abs(evidence.weight) < LEAST_TITLE or (line.in_head and (begins or len(line.text) < LONGEST_TITLE)):
        return 1.0
    if look.kind is DocumentKind.OTHER:
        return MENTION
    alone = begins and match is not None and len(line.text) < match.end() + 18
    return 1.0 if alone else MENTION
