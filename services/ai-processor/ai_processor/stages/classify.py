"""Stage 2: what kind of document it is, by weighted words in Romanian, English and German."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import TYPE_CHECKING, NamedTuple

from freightwire.events.extraction import DocumentKind

from ai_processor.values.text import fold

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ai_processor.layout import PageText

TITLE_SHARE = 0.25
"""The share of the first page in which a word of the title counts fully; elsewhere it counts a third."""
LEAST_EVIDENCE = 2.5
"""A document with less evidence than this for any kind is none that we know."""
PAGES_LOOKED_AT = 3

_WORDS = MappingProxyType(
    {
        DocumentKind.TRANSPORT_ORDER: (
            (
                r"comanda\s+(?:ferma\s+)?(?:de\s+)?(?:transport|expeditie)|comanda\s+(?:de\s+)?incarcare"
                r"|contract\s*-?\s*comanda",
                6,
            ),
            (
                r"(?:transport|forwarding|freight|carriage|haulage|loading)\s+order"
                r"|order\s+for\s+(?:transport|carriage)|order\s+confirmation",
                6,
            ),
            (r"transportauftrag|frachtauftrag|speditionsauftrag|ladeauftrag|transportbestellung", 6),
            (r"comanda\s+(?:nr|numar)|order\s+(?:no|number)|auftrags?(?:-?nr|nummer)", 3),
            (r"\b(?:incarcare|loading|beladung|beladestelle|ladestelle)\b", 1.2),
            (r"\b(?:descarcare|unloading|delivery\s+(?:place|address)|entladung|entladestelle)\b", 1.2),
            (
                r"pret(?:ul)?\s+(?:de\s+)?transport|tarif(?:ul)?|navlu|freight\s+(?:rate|price)"
                r"|agreed\s+(?:price|rate)|frachtpreis",
                1.5,
            ),
            (r"termen\s+de\s+plata|payment\s+terms?|zahlungsziel", 0.8),
            (
                r"\b(?:semiremorca|cap\s+tractor|numar\s+auto|nr\.?\s+auto|truck\s+plate|kennzeichen"
                r"|conducator\s+auto|sofer)\b",
                0.8,
            ),
        ),
        DocumentKind.CONSIGNMENT_NOTE: (
            (r"scrisoare\s+de\s+(?:trasura|transport)", 6),
            (r"consignment\s+note|lettre\s+de\s+voiture|frachtbrief", 6),
            (r"^\W*cmr\W*$|\bcmr\s+(?:nr|no)\b", 4),
            (r"carrier'?s\s+reservations|rezerve(?:le)?\s+si\s+observatii(?:le)?|vorbehalte", 2.5),
            (r"successive\s+carriers?|transportatori\s+succesivi|nachfolgende\s+frachtfuhrer", 2.5),
            (r"documente\s+anexate|documents\s+attached|beigefugte\s+dokumente", 1.5),
            (r"instructiuni(?:le)?\s+expeditorului|sender'?s\s+instructions", 1.5),
        ),
        DocumentKind.INVOICE: (
            (r"^\W*factura(?:\s+(?:fiscala|proforma|seria|nr).*)?\W*$|factura\s+(?:fiscala|seria|nr|numar)", 6),
            (r"^\W*(?:tax\s+|commercial\s+|proforma\s+)?invoice\b|invoice\s+(?:no|number|date)", 6),
            (r"^\W*rechnung\b|rechnungs(?:nummer|datum|-nr)", 6),
            (r"total\s+de\s+plata|total\s+factura|amount\s+due|gesamtbetrag|grand\s+total|total\s+amount", 2),
            (
                r"cota\s+tva|valoare\s+tva|vat\s+(?:rate|amount)|mwst|umsatzsteuer|\bgst\b|subtotal|zwischensumme|btw",
                1.5,
            ),
            (r"pret\s+unitar|unit\s+price|einzelpreis|stuckpreis", 1.5),
            (r"cumparator|furnizor|bill(?:ed)?\s+to|rechnungsempfanger", 1),
            (r"factuur|facture\b|fattura", 5),
        ),
        DocumentKind.DELIVERY_NOTE: (
            (r"aviz\s+de\s+insotire|aviz\s+(?:nr|seria)", 6),
            (
                r"delivery\s+note|packing\s+(?:list|slip)|loading\s+list|lista\s+de\s+(?:ambalare|incarcare)"
                r"|dispatch\s+note",
                6,
            ),
            (r"lieferschein|packliste|ladeliste", 6),
            (r"delegat|date(?:le)?\s+privind\s+expeditia", 1.2),
        ),
    }
)
_COMPILED = tuple(
    (
        kind,
        tuple(
            (re.compile(rf"(?<!\w)(?:{pattern})" if not pattern.startswith("^") else pattern), weight)
            for pattern, weight in words
        ),
    )
    for kind, words in _WORDS.items()
)


class Classification(NamedTuple):
    """The likeliest kind and how sure that is, 0 to 1."""

    kind: DocumentKind
    confidence: float


def classify(pages: Sequence[PageText]) -> Classification:
    """Weigh the words of the first pages. Each pattern counts once, at its best place."""
    scores = dict.fromkeys(_WORDS, 0.0)
    lines = [
        (fold(segment.text), 1.0 if page.number == 1 and segment.rect.y0 < TITLE_SHARE * page.height else 0.0)
        for page in pages[:PAGES_LOOKED_AT]
        for segment in page.segments
    ]
    for kind, words in _COMPILED:
        for pattern, weight in words:
            places = [_share(title, line, weight) for line, title in lines if pattern.search(line)]
            scores[kind] += weight * max(places, default=0.0)
    ranked = sorted(scores, key=lambda kind: scores[kind], reverse=True)
    best, second = ranked[0], ranked[1]
    if scores[best] < LEAST_EVIDENCE:
        return Classification(DocumentKind.OTHER, round(1 - scores[best] / (2 * LEAST_EVIDENCE), 3))
    share = scores[best] / (scores[best] + scores[second])
    enough = scores[best] / (scores[best] + 1.0)
    return Classification(best, round(min(0.99, share * enough + 0.05), 3))


def _share(title: float, line: str, weight: float) -> float:
    """A title's word counts fully in the head of the page or as a line of its own, else a third: a mention."""
    if weight < 4 or title or len(line) < 40:
        return 1.0
    return 0.33
