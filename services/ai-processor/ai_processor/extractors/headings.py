"""Headings: the words that begin a section, as patterns over folded text, ro/en/de."""

from __future__ import annotations

import re
from types import MappingProxyType

from ai_processor.extractors.lexicon import LOADING, NUMBERING, UNLOADING, any_of

PLACE = r"(?:loc(?:ul|atie|atia|atii)?|punct(?:ul)?|adresa|place|point|location|site|stop|ort|stelle|stadt)"
HEADERS = MappingProxyType(
    {
        "client": any_of(
            r"(?:date(?:le)?\s+)?(?:client(?:ul|ului)?|beneficiar(?:ul|ului)?|comitent(?:ul)?"
            r"|ordonator(?:ul)?(?:\s+de\s+transport)?|platitor(?:ul)?|emitent(?:ul)?)",
            r"cas[aăe]+\s+de\s+expedi[tț]i[ie]+",
            r"expeditor(?:ul)?(?:\s+de\s+transport)?",
            r"(?:customer|client|principal|ordering\s+party|ordered\s+by|bill\s+to|invoice\s+to|forwarder"
            r"|freight\s+forwarder|buyer)(?:\s+(?:details|data))?",
            r"auftraggeber|kunde|rechnung\s+an|spediteur|date\s+(?:de\s+)?facturare|cumparator",
            r"(?:from|von|de\s+la)(?=\s*(?::|$))",
        ),
        "carrier": any_of(
            r"(?:date(?:le)?\s+)?"
            r"(?:transportator(?:ul|ului)?|caraus(?:ul|ului)?|prestator(?:ul|ului)?|subcontractor(?:ul)?)",
            r"catre(?:\s+(?:firma|transportator))?|(?:to|an)(?=\s*(?::|$))",
            r"(?:carrier|haulier|haulage\s+company|transport\s+company|contractor)(?:\s+(?:details|data))?",
            r"frachtfuhrer|transporteur|transportunternehmer|auftragnehmer|unternehmer",
        ),
        "goods": any_of(
            r"(?:descrierea?|detalii|date(?:le)?|specificati[ea]|informatii)\s*(?:despre\s+|privind\s+)?marf\w+",
            r"marf[aă]|marfuri",
            r"goods(?:\s+(?:details|description))?|cargo(?:\s+details)?|ladung|warenbeschreibung|ware",
        ),
        "vehicle": any_of(
            r"(?:date(?:le)?|detalii)\s*(?:despre\s+)?"
            r"(?:auto|vehicul\w*|camion\w*|mijloc\w*(?:\s+de\s+transport)?|sofer)",
            r"(?:vehicle|truck)\s+(?:details|data)|fahrzeug(?:daten)?",
            r"auto(?:vehicul)?\s+si\s+sofer",
        ),
        "price": any_of(
            r"(?:conditii|detalii)\s*(?:de\s+)?(?:plata|comerciale|financiare|tarifare)",
            r"pret(?:ul)?\s+si\s+(?:conditii\s+de\s+)?plata",
            r"price\s+and\s+payment|payment\s+(?:terms|details)|tarif\s+si\s+plata|zahlung",
        ),
        "terms": any_of(
            r"(?:alte\s+)?(?:conditii|clauze|prevederi|obligatii(?:le)?|termeni(?:\s+si\s+conditii)?|reguli)"
            r"(?:\s+(?!de\s+plat|comercial|financiar|tarif)[\w,\s]{0,60})?",
            r"(?:general\s+|special\s+|other\s+)*(?:terms(?:\s+(?:and|&)\s+conditions)?|conditions)(?:\s+of\s+(?!payment)\w+)?",
            r"(?:allgemeine\s+)?(?:\w*bedingungen|agb)",
            r"va\s+rugam\s+sa\s+(?:retineti|confirmati).*",
            r"important|atentie",
        ),
        "end": any_of(
            r"semnatura.*|stampila.*|signature.*|stamp.*|unterschrift.*",
            r"confirmare(?:a)?\s+(?:comenzii|transportator\w*).*",
            r"l\.\s?s\.",
        ),
    }
)
"""Section headings; the loading and unloading ones are made from the kinds of stop."""


CERTAIN_FORM = any_of(
    r"s\.?\s?r\.?\s?l\.?|s\.\s?a\.|gmbh|ltd\.?|llc|kft\.?|zrt\.?|sp\.?\s?z\s?o|s\.r\.o\.?|d\.o\.o\.?",
    r"s\.?p\.a\.?|b\.v\.?",
)
"""Legal forms that are no words besides: "sa" is Romanian for "to"."""


def header(words: str, *, firm: bool) -> re.Pattern[str]:
    """The pattern of a heading.

    Args:
        firm: whether a firm's name may follow without a mark: "Către SC X SRL".
    """
    end = r":|$|-\s"
    if firm:
        end += rf"|(?<=\s)(?=s\.?c\.?\s+\w|[^:;,]{{3,50}}?(?<![\w.]){CERTAIN_FORM}(?!\w))"
    return re.compile(rf"^{NUMBERING}(?:{words})\s*(?:[/|(]\s*[\w\s.-]+\)?){{0,3}}\s*(?:[.…_·]{{2,}}\s*)?(?:{end})")


HEADER_PATTERNS = MappingProxyType(
    {kind: header(words, firm=kind in {"client", "carrier"}) for kind, words in HEADERS.items()}
)


_COUNTED = (
    r"(?:(?:stop|oprire(?:a)?|punct(?:ul)?|station|halt|etapa|adresa|loc(?:ul)?|pos(?:ition)?)\s*(?P<stop>\d{1,2})\s*"
    r"[:.)(/-]*\s*(?:de\s+)?|\d{1,2}(?:st|nd|rd|th)\s+"
    r"|(?:first|second|third|prima|a\s+(?:doua|treia)|erste|zweite|dritte)\s+)?"
)
"""What counts stops before their kind: "Stop 1: Loading", "2nd loading", "A doua încărcare"."""
_STOP_NUMBER = (
    r"(?:\s*(?:nr\.?|no\.?|#)?\s*[(\[]?(?P<number>\d{1,2})[)\]]?(?:\s?/\s?[1-9](?!\d))?(?![\d./-]|:\d)"
    r"|\s+(?:i{1,3}|iv)(?=\s*(?::|$)))?"
)
_DATE_AHEAD = (
    r"\s(?!\w*(?:dat|time|zeit|termin|interval|ref|contact|tel|window|fenster|slot|met|nummer)|(?:nr|no|ora|orele)\b)"
    r"(?=[^;!?]{0,60}?(?<![\d.,])(?:\d{1,2}[./-]\d{1,2}[./-](?:20)?\d\d|\d{2}[./](?:0[1-9]|1[0-2])\.?(?![\d%])))"
)
"""A place between the kind of stop and its date: "Încărcare Arad, 12.11.2026"; no label's word follows the kind."""


def _stop_header(word: str) -> re.Pattern[str]:
    place = rf"(?:(?:{PLACE}|date(?:le)?|operatiune(?:a)?|informatii)\s*(?:de\s+|pentru\s+|of\s+|/\s*)?)?"
    after = r"(?:[\s-]*(?:place|point|address|location|site|details|information|stelle|adresse|ort|stop|firma|marfa))?"
    other = rf"(?:\s*[/|(-]\s*{place}{word}{after}(?:\s*\d{{1,2}}(?![\d.:/-]))?\s*\)?)*"
    mark = rf"(?P<mark>\s*\)?:|\)?$|[-,]\s|\s(?=\d{{1,2}}[./-]\d)|{_DATE_AHEAD})"
    return re.compile(rf"^{NUMBERING}{_COUNTED}{place}{word}{after}{_STOP_NUMBER}{other}\s*{mark}")


def _stop_sentence(word: str) -> re.Pattern[str]:
    """A stop told in a sentence: "Încărcarea se face la …", "Loading takes place at …"."""
    verb = (
        r"(?:se\s+(?:va\s+)?(?:face|efectu\w*|realiz\w*)|are\s+loc|va\s+avea\s+loc|va\s+fi|este"
        r"|takes?\s+place|will\s+(?:be|take\s+place)|is|are|erfolgt|findet\s+statt|ist)"
    )
    place = r"(?:\s+(?:la|in|din|de\s+la|at|from|bei|im))?"
    told = rf"(?:the\s+|die\s+)?{word}(?:\s+marf\w+)?\s+{verb}{place}\s+"
    done = rf"(?:se\s+)?(?<!\w){word}m?\s+(?:marfa\s+)?(?:la|in|din|de\s+la|at|from|to)\s*:?\s+(?=[^.]*\d)"
    return re.compile(rf"^{NUMBERING}(?:{told}|{done})")


STOP_SENTENCES = MappingProxyType({"loading": _stop_sentence(LOADING), "unloading": _stop_sentence(UNLOADING)})


def _party_header(words: str) -> re.Pattern[str]:
    return re.compile(rf"^{NUMBERING}(?:{words})\s*(?:[/|(]\s*[\w\s.-]+\)?){{0,3}}\s*:?\s*$")


PARTY_HEADERS = MappingProxyType(
    {
        "loading": _party_header(
            r"shipper|consignor|versender|verlader|incarcator(?:ul)?|expeditor(?:ul)?\s+(?:de\s+)?marf\w+"
        ),
        "unloading": _party_header(
            r"consignee|receiver|(?:waren)?empfanger|destinatar(?:ul)?(?:\s+(?:de\s+)?marf\w+)?|primitor(?:ul)?(?:\s+marf\w+)?"
        ),
    }
)
"""Who sends and who receives the goods, alone on a line: a stop, where no place of loading or unloading is told."""
STOP_HEADERS = MappingProxyType({"loading": _stop_header(LOADING), "unloading": _stop_header(UNLOADING)})
