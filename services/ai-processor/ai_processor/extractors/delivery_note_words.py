"""The words of delivery notes (avize de însoțire a mărfii): labels, headings, columns of the goods; ro/en/de."""

from __future__ import annotations

from types import MappingProxyType

from ai_processor.extractors.headings import HEADERS, header
from ai_processor.extractors.lexicon import FIRM_LABELS, LABELS, PARTY_LABELS, TRANSPORT_LABELS, any_of, label_patterns
from ai_processor.extractors.vocabulary import Vocabulary

_NUMBER = r"(?:(?:number|numar(?:ul)?|nummer|num|nr|no)\b\.?|#|n[°º])"
_NOTE = any_of(
    r"aviz(?:ul)?(?:\s+de\s+(?:insotire|expeditie))?(?:\s+a\s+marf\w+)?",
    r"(?:delivery|dispatch|despatch)\s+note",
    r"lieferschein|warenbegleitschein",
)
OWN_LABELS = MappingProxyType(
    {
        "number": any_of(
            rf"{_NOTE}\s*(?:seri[ae]\s*)?(?:si\s*)?{_NUMBER}|{_NOTE}\s+seri[ae]|{_NUMBER}\s*(?:de\s+)?aviz\w*",
            rf"lieferschein-?\s*{_NUMBER}|seri[ae]\s*(?:si\s*|/\s*)(?:numar|nr\.?)",
        ),
        "title": _NOTE,
        "series": r"seri[ae]",
        "any_number": _NUMBER,
        "issued_on": any_of(
            r"data\s+(?:emiterii|avizului|expeditiei|expedierii|documentului|intocmirii|livrarii)",
            r"(?:delivery|dispatch|despatch|issue|document)\s+date|date\s+of\s+(?:issue|delivery|dispatch)",
            r"lieferdatum|lieferscheindatum|belegdatum|ausstellungsdatum|versanddatum",
        ),
        "date": r"data|date|datum|din\s+data(?:\s+de)?",
        "delegate": any_of(
            r"(?:nume(?:le)?\s+)?delegat(?:ul|ului)?(?:\s*\(?nume\)?)?|date(?:le)?\s+delegat\w*",
            r"delegate|collected\s+by|picked\s+up\s+by|handed\s+(?:over\s+)?to",
            r"abholer|beauftragter|ubergeben\s+an",
        ),
        "order_reference": any_of(
            rf"(?:(?:your|purchase|sales|client|customer)\s+)?order\s*(?:{_NUMBER}|ref\w*\.?)|p\.?o\.?\s*{_NUMBER}",
            rf"comand[ae]i?(?:\s+client)?\s*{_NUMBER}|{_NUMBER}\s*comand[ae]|conform\s+comenzii"
            rf"|contract(?:ul)?\s*{_NUMBER}",
            rf"(?:bestell(?:ung)?s?|auftrags?)-?\s*{_NUMBER}|ihre?\s+bestellung",
        ),
        "loading": any_of(
            r"(?:loc(?:ul)?|punct(?:ul)?|adresa)\s+(?:de\s+)?(?:incarcar\w+|expedi\w+|plecar\w+)|gestiune(?:a)?"
            r"|depozit(?:ul)?"
            r"\s+(?:expeditor|de\s+plecare)",
            r"(?:loading|dispatch|ship(?:ping|ped)?)\s+(?:place|point|address|from)|ship(?:ped)?\s+from",
            r"lade(?:ort|stelle)|versandort|abgangsort",
        ),
        "delivery": any_of(
            r"(?:loc(?:ul)?|punct(?:ul)?|adresa)\s+(?:de\s+)?(?:descarcar\w+|livrar\w+|destinati\w+)|destinati[ea]",
            r"deliver(?:y)?\s+(?:place|point|address|to)|ship(?:ping)?\s+to|destination|place\s+of\s+delivery",
            r"liefer(?:ort|adresse|anschrift)|entlade(?:ort|stelle)|bestimmungsort",
        ),
        "gross_kg": LABELS["gross_kg"],
        "pallets": LABELS["pallets"],
    }
)
HEADINGS = MappingProxyType(
    {
        "supplier": any_of(
            r"(?:date(?:le)?\s+)?(?:furnizor(?:ul|ului)?|vanzator(?:ul|ului)?|expeditor(?:ul|ului)?|emitent(?:ul)?)",
            r"(?:supplier|seller|sender|shipper|consignor|from|vendor)(?:\s+details)?",
            r"lieferant|absender|verkaufer|von(?=\s*:)",
        ),
        "buyer": any_of(
            r"(?:date(?:le)?\s+)?(?:cumparator(?:ul|ului)?|client(?:ul|ului)?|beneficiar(?:ul|ului)?"
            r"|destinatar(?:ul|ului)?"
            r"|primitor(?:ul)?)",
            r"(?:buyer|customer|client|consignee|recipient|receiver|deliver(?:ed)?\s+to|to(?=\s*:))(?:\s+details)?",
            r"kunde|kaufer|empfanger|warenempfanger|an(?=\s*:)",
        ),
        "shipping": any_of(
            r"date(?:le)?\s+(?:privind|de)\s+expedit\w+(?:\s*/\s*\w+)?|mijloc(?:ul)?\s+de\s+transport|transport",
            r"(?:shipping|transport|dispatch)\s+(?:details|data)|versanddaten|transportdaten",
        ),
        "goods": HEADERS["goods"],
        "terms": HEADERS["terms"] + r"|mentiuni|observatii|remarks|bemerkungen",
        "end": r"(?:semnatura|stampila|signature|unterschrift)(?:\s.*)?|am\s+primit.*|received\s+by.*|primire.*",
    }
)
COLUMNS = {
    "gross_kg": r"(?:greutat|masa|gross|weight|brutto|gewicht)[a-z]*",
    "net_kg": r"(?:net|netto)\s*(?:kg|weight|gewicht)|greutate\s+neta",
    "quantity": r"cant(?:itat[a-z]*|it?\.?)?|qty|quantity|menge|anzahl|bucati|buc\.?$|packages|colli|colete|paleti"
    r"|pallets|paletten",
    "package": r"u\.?\s?/?\s?m\.?\b|unit(?:ate)?(?:\s+de\s+masura)?|uom|einheit|ambalaj|pack(?:ag)?ing|verpackung|me$",
    "unit_price": r"pret\w*(?:\s+unitar)?|(?:unit\s+)?price|(?:einzel)?preis",
    "value": r"valoare\w*|value|amount|wert|betrag|total$",
    "code": r"cod(?:ul)?\b|code|art\.?-?nr|artikelnr|sku|hs\b|lot",
    "description": r"(?:denumire|descriere|produs|marf|natura|articol|description|goods|item|article|product"
    r"|bezeichnung|beschreibung|artikel|ware)[a-z]*",
    "number": r"nr\.?(?:\s*crt\.?)?$|#$|poz\.?$|pos\.?$|no\.?$|crt",
}
DELIVERY_NOTE = Vocabulary(
    labels=label_patterns({**PARTY_LABELS, **FIRM_LABELS, **TRANSPORT_LABELS, **OWN_LABELS}, signs=True),
    headings=tuple((kind, header(words, firm=kind in {"supplier", "buyer"})) for kind, words in HEADINGS.items()),
)
