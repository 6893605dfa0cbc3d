"""The words by which documents name things: patterns over folded text (lower case, no diacritics), ro/en/de.

A new language or a new way to say it is a word more here; nothing else changes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from types import MappingProxyType

LOADING = (
    r"(?:incarcar(?:ea|e|ii)|incarc\.|preluar(?:ea|e|ii)|ridicar(?:ea|e|ii)|loading|load|pick-?\s?up|collection"
    r"|beladung|beladen|beladestelle|ladestelle|belade\w*|abholung|abhol\w*|ladeort)"
)
UNLOADING = (
    r"(?:descarcar(?:ea|e|ii)|descarc\.|livrar(?:ea|e|ii)|unloading|unload|offloading|delivery|entladung|entladen"
    r"|entladestelle|entlade\w*|zustellung|lieferung|anlieferung|liefer\w*)"
)
KIND = rf"(?:{LOADING}|{UNLOADING})"
_OF = r"\s*(?:de|la|pentru|pt\.?|of|for|the|der|:)?\s*"
_NUMBER = r"(?:(?:number|numar(?:ul)?|nummer|num|nr|no|#|n°)\.?)"

LEGAL_FORM = (
    r"(?:s\.?\s?r\.?\s?l\.?(?:-d)?|s\.\s?a\.|sa|s\.?\s?c\.?\s?s\.?|s\.?n\.?c\.?|pfa|p\.f\.a\.|i\.?i\.?|gmbh(?:\s?&\s?co\.?\s?kg)?|ag|kg"
    r"|ohg|e\.k\.|ltd\.?|limited|llc|plc|inc\.?|kft\.?|zrt\.?|nyrt\.?|bt\.|sp\.?\s?z\s?o\.?\s?o\.?|s\.?r\.?o\.?|a\.?s\.?|d\.?o\.?o\.?"
    r"|ood|eood|ad|b\.?v\.?|n\.?v\.?|bvba|s\.?p\.?a\.?|s\.?a\.?s\.?|sarl|s\.?l\.?(?:u\.?)?|uab|oy|ab|aps|a/s|ltda|regia autonoma|r\.a\.)"
)


def _any(*words: str) -> str:
    return "(?:" + "|".join(words) + ")"


def _stop(*words: str) -> str:
    """A stop's label, alone or with the kind of stop before or after it: ``data``, ``data incarcarii``, ``loading date``."""
    return rf"(?:{KIND}[\s-]*)?{_any(*words)}(?:{_OF}{KIND}(?:\s*\d{{1,2}}(?![\d.:/-]))?)?"


PLACE = r"(?:loc(?:ul|atie|atia|atii)?|punct(?:ul)?|adresa|place|point|location|site|stop|ort|stelle|stadt)"

LABELS = MappingProxyType(
    {
        # document
        "reference": _any(
            rf"(?:comand[aăe]i?(?:\s+de)?\s+(?:transport|expeditie)|contract(?:ul)?\s+(?:de\s+)?(?:transport|expeditie)|transport\s+order|forwarding\s+order|transportauftrag|frachtauftrag"
            rf"|speditionsauftrag|ladeauftrag)(?:\s*/\s*(?:transport\s+order|comanda\s+de\s+transport|transportauftrag))?\s*{_NUMBER}?",
            rf"(?:{_NUMBER}\s*(?:de\s+)?)(?:comand[aăe]i?(?:\s+(?:de\s+)?transport)?|order|auftrag\w*|contract\w*)",
            rf"(?:comanda|order|contract|auftrag|position|dosar)\s*{_NUMBER}",
            r"auftragsnummer|auftrags-?nr\.?|our\s+ref(?:erence|\.)?|ref(?:erinta|\.)?\s+(?:client|comanda|noastra)|order\s+ref(?:erence|\.)?",
        ),
        "issued_on": _any(
            r"data\s+(?:emiterii|comenzii|comanda|documentului|intocmirii)",
            r"(?:order|issue|document)\s+date",
            r"date\s+of\s+(?:issue|order)",
            r"emis[aă]?\s+(?:la|in\s+data\s+de|pe)",
            r"auftragsdatum|belegdatum|ausstellungsdatum",
            r"issued(?:\s+on)?",
        ),
        # parties
        "vat_id": _any(
            r"c\.?\s?u\.?\s?i\.?(?:\s*/\s*cif)?",
            r"c\.?\s?i\.?\s?f\.?(?:\s*/\s*cui)?",
            r"cod\s+(?:unic\s+de\s+inregistrare|fiscal|tva)",
            r"nr\.?\s*(?:de\s+)?(?:tva|inregistrare\s+(?:in\s+scopuri\s+de\s+)?tva)",
            r"vat(?:\s*(?:id|no|nr|number|reg)\w*\.?)*",
            r"tax\s+id",
            r"ust-?\s?id(?:-?nr)?\.?|steuernummer",
            r"fiscal\s+code|tva",
        ),
        "registration": _any(
            r"(?:nr\.?\s*)?reg(?:istrul|istru)?\.?\s*com(?:ertului|\.)?(?:\s*nr\.?)?",
            r"nr\.?\s*(?:de\s+)?(?:ordine\s+)?(?:in\s+)?(?:reg\w*\.?\s*com\w*\.?|o\.?r\.?c\.?)",
            r"orc|j\s*nr",
            r"trade\s+reg\w*(?:\s+(?:no|number)\.?)?|(?:company\s+)?reg(?:istration)?\.?\s*(?:no|number)\.?|handelsregister|hrb",
        ),
        "iban": r"(?:cont(?:ul)?(?:\s+bancar)?\s*)?iban(?:\s*\(?(?:eur|ron|lei|usd|euro)\)?)?|cont(?:ul)?\s+(?:bancar|in\s+(?:lei|eur\w*))|bank\s+account|kontonummer",
        "bank": r"banca|bank(?!\s+account)|deschis\s+la|swift|bic",
        "email": r"e-?mail|mail",
        # stops and parties share these; the section decides
        "date": _stop(
            r"data\s*(?:si|/|-|,|&)?\s*(?:ora|ore|intervalul?|interval\s+orar|time)?",
            r"date(?:\s*(?:/|and|&|,)\s*time)?",
            r"datum(?:\s*/\s*(?:uhr)?zeit)?",
            r"ziua",
            r"termin",
        ),
        "time": _stop(
            r"interval(?:ul)?(?:\s+orar)?",
            r"or[ae](?:le)?",
            r"orar(?:ul)?",
            r"program(?:ul)?(?:\s+de\s+lucru)?",
            r"fereastra(?:\s+orara)?",
            r"time(?:\s*(?:window|slot|frame))?",
            r"uhrzeit|zeitfenster|zeit",
            r"slot",
        ),
        "company": _stop(
            r"(?:denumire(?:a)?\s+)?(?:firm[ae]i?|compani[ae]i?|societat(?:e|ea|ii))",
            r"nume(?:le)?(?:\s+(?:firma|companie))?",
            r"company(?:\s+name)?",
            r"name",
            r"expeditor(?:ul)?(?:\s+marf\w+)?",
            r"incarcator(?:ul)?",
            r"shipper|sender|consignor|absender",
            r"destinatar(?:ul)?",
            r"consignee|receiver|recipient|empfanger",
        ),
        "address": _stop(
            r"adres[ae](?:i)?(?:\s+(?:completa|sediu(?:lui)?))?",
            r"address",
            r"anschrift|adresse",
            r"sediu(?:l)?(?:\s+social)?",
            r"strad[ae]|street|strasse",
            r"loc(?:ul|atia|atie)?",
            r"place|location|site",
        ),
        "postcode": r"cod(?:ul)?\s+postal|zip(?:\s*code)?|post(?:al)?\s*code|plz|postleitzahl|c\.p\.",
        "city": r"ora[sș]u?l?|localitate(?:a)?|city|town|ort|stadt",
        "county": r"judet(?:ul)?|county",
        "country": r"tar[aă]|country|land",
        "contact": _stop(
            r"pers(?:oana|\.)?\s*(?:de\s+)?contact",
            r"contact(?:\s+person)?",
            r"ansprechpartner|kontakt",
            r"in\s+atentia|attn\.?|dispecer|intocmit\s+de|responsabil",
        ),
        "phone": _stop(
            r"(?:nr\.?\s*(?:de\s+)?|numar\s+(?:de\s+)?)?tel(?:efon|\.)?",
            r"mobil|phone(?:\s+(?:no|number)\.?)?|telephone|gsm|telefonnummer|mobile",
        ),
        "stop_reference": _stop(
            r"(?:nr\.?\s*(?:de\s+)?)?ref(?:erint[ae]|erence|erenz(?:nummer)?|\.)?(?:\s*(?:nr|no)\.?)?",
            r"booking(?:\s+(?:no|ref)\w*\.?)?",
            r"cod(?:ul)?",
            r"(?:nr|no)\.?",
            r"rezervare",
        ),
        "instructions": _stop(
            r"observati[ie](?:i)?",
            r"instruc[tț]iuni(?:\s+(?:speciale|suplimentare))?",
            r"mentiuni(?:\s+speciale)?",
            r"(?:special\s+)?(?:remarks?|notes?|instructions|comments?)",
            r"bemerkung(?:en)?|hinweise?|anmerkung(?:en)?",
            r"detalii",
        ),
        # goods
        "description": _any(
            r"(?:descrierea?|denumirea?|natura|tip(?:ul)?|fel(?:ul)?)\s*(?:de\s+)?marf\w+",
            r"marf[aă](?:\s+transportata)?",
            r"marfuri",
            r"(?:description|nature|type)\s+of\s+(?:the\s+)?goods",
            r"goods(?:\s+description)?|cargo|commodity",
            r"ware(?:nbezeichnung)?|ladung|gut|warenart",
        ),
        "gross_kg": _any(
            r"greutat(?:e|ea)(?:\s+(?:bruta|totala|brut|total|marfa))*",
            r"masa\s+(?:bruta|totala)",
            r"(?:gross\s+|total\s+)*weight",
            r"(?:brutto)?gewicht|gesamtgewicht|brutto",
            r"tonaj",
        ),
        "pallets": _any(
            r"(?:nr\.?\s*(?:de\s+)?|numar(?:ul)?\s+(?:de\s+)?|total\s+)?(?:euro)?paleti(?:lor)?",
            r"cantitate(?:a)?(?:\s+totala)?",
            r"(?:nr\.?|numar)\s*(?:de\s+)?coli?ete?",
            r"(?:no\.?\s*of\s+|number\s+of\s+)?(?:pallets|packages|colli)",
            r"quantity|qty",
            r"paletten(?:anzahl)?|anzahl(?:\s+paletten)?|menge|packstucke",
        ),
        "loading_metres": _any(
            r"ldm", r"metri\s+(?:liniari|de\s+podea|lineari)", r"loading\s+met(?:er|re)s", r"lademeter", r"m\.?l\.?"
        ),
        "volume": r"volum(?:e|ul|en)?|cubaj",
        "goods_value": r"valoare(?:a)?\s+(?:marfii|marfa|marfurilor|declarata)|(?:goods|cargo)\s+value|value\s+of\s+(?:the\s+)?goods|warenwert",
        "temperature": r"temperatur[aăei]+(?:\s+(?:de\s+)?(?:transport(?:ului)?|controlata|ceruta|necesara))?|temperature|temp\.?|regim\s+(?:termic|de\s+temperatura)|temp\.?\s+range",
        "adr": r"adr|marf[aă]\s+periculoasa|dangerous\s+goods|gefahrgut|(?:nr\.?\s*)?un(?:\s*(?:nr|no|number)\.?)?|nr\.?\s*onu",
        # vehicle
        "truck_plate": _any(
            r"(?:nr|numar|numere|numar(?:ul)?)\.?\s*(?:de\s+)?(?:inmatriculare|auto|circulatie|camion|masina)(?:\s+(?:auto|camion|cap\s+tractor|tractor|vehicul))?(?:\s*/\s*(?:semi)?remorca)?",
            r"cap\s+tractor|autotractor|auto\s+nr\.?|camion(?:ul)?(?:\s+nr\.?)?|autocamion|autovehicul(?:ul)?|vehicul(?:ul)?|auto|tractor",
            r"(?:truck|vehicle|tractor|lorry)(?:\s+(?:plate|reg(?:istration)?|no|number|plates))*\.?(?:\s*/\s*trailer)?|plate(?:s|\s+(?:no|number)\.?)?|reg(?:istration)?\s+plates?",
            r"(?:lkw|fahrzeug)(?:[\s-]*kennzeichen)?|kennzeichen|zugmaschine",
        ),
        "trailer_plate": _any(
            r"(?:(?:nr|numar)\.?\s*(?:de\s+)?(?:inmatriculare\s+)?)?(?:semi)?remorc[aăei]+",
            r"(?:semi-?)?trailer(?:\s+(?:plate|reg(?:istration)?|no|number))*\.?",
            r"auflieger|anhanger",
        ),
        "body": _any(
            r"(?:tip(?:ul)?|categoria)\s+(?:de\s+)?(?:vehicul|camion|auto|masina|mijloc\w*|semiremorca|caroserie|autovehicul)(?:\s+solicitat)?",
            r"(?:vehicle|truck|trailer|body|equipment)\s+type|type\s+of\s+(?:vehicle|truck|trailer)",
            r"mijloc(?:ul)?\s+(?:de\s+)?transport(?:\s+solicitat)?",
            r"fahrzeugtyp|fahrzeugart|aufbau",
            r"equipment",
        ),
        "driver": _any(
            r"(?:nume\s+)?(?:conducator(?:ul)?(?:\s+auto)?|sofer(?:ul|i)?)(?:\s*/\s*(?:driver|fahrer))?",
            r"driver(?:'?s)?(?:\s+name)?",
            r"fahrer(?:name)?",
        ),
        "driver_phone": _any(
            r"(?:nr\.?\s*(?:de\s+)?)?(?:tel(?:efon|\.)?|mobil)\s*(?:sofer|conducator(?:\s+auto)?)",
            r"driver'?s?\s+(?:phone|mobile)(?:\s+(?:no|number)\.?)?",
            r"(?:numar|nr\.?)\s+(?:de\s+)?telefon\s+sofer",
            r"fahrer\s*(?:telefon|tel\.?|handy)",
        ),
        # price
        "price": _any(
            r"(?:pret(?:ul)?|tarif(?:ul)?|navlu(?:l)?|cost(?:ul)?|valoare(?:a)?)(?:\s+(?:de|al|a)?\s*(?:transport\w*|convenit\w?|agreat\w?|negociat\w?|comenzii|cursei|total\w?|cursa|net|fara\s+tva))*",
            r"(?:(?:agreed|total|freight|transport(?:ation)?|all-?in)\s+)*(?:price|rate|cost|freight|charge)s?(?:\s+(?:agreed|all[\s-]in|net|excl\.?\s+vat))*",
            r"(?:fracht|transport)?preis|frachtsatz|fracht(?:kosten)?|vergutung|total\s+de\s+plata|suma",
        ),
        "payment_days": _any(
            r"termen(?:ul)?(?:\s+(?:de|al))?\s*plat[aăei]+|scadent[aăei]+(?:\s+(?:la|plata))?|plata(?:\s+(?:se\s+(?:va\s+)?(?:face|efectua\w*|realiz\w*)|la))?|conditii(?:le)?\s+de\s+plata",
            r"payment(?:\s+(?:terms?|days?|conditions|due|period|within))?",
            r"zahlungsziel|zahlungsbedingung\w*|zahlungsfrist|zahlbar",
        ),
        "payment_method": _any(
            r"(?:modalitat(?:e|ea)|mod(?:ul)?|metoda|forma|instrument(?:ul)?)\s+(?:de\s+)?plat[aăii]+",
            r"payment\s+(?:method|mode|by)|method\s+of\s+payment",
            r"zahlungsart|zahlungsweise",
        ),
        "uit": r"(?:cod(?:ul)?\s+)?uit(?:\s*(?:cod|code|nr\.?))?|cod(?:ul)?\s+(?:ro\s+)?e-?\s?transport|e-transport\s+code",
    }
)
"""Label patterns by concept."""

HEADERS = MappingProxyType(
    {
        "client": _any(
            r"(?:date(?:le)?\s+)?(?:client(?:ul|ului)?|beneficiar(?:ul|ului)?|comitent(?:ul)?|ordonator(?:ul)?(?:\s+de\s+transport)?|platitor(?:ul)?|emitent(?:ul)?)",
            r"cas[aăe]+\s+de\s+expedi[tț]i[ie]+",
            r"expeditor(?:ul)?(?:\s+de\s+transport)?",
            r"(?:customer|client|principal|ordering\s+party|ordered\s+by|bill\s+to|invoice\s+to|forwarder|freight\s+forwarder|buyer)(?:\s+(?:details|data))?",
            r"auftraggeber|kunde|rechnung\s+an|spediteur|date\s+(?:de\s+)?facturare|cumparator",
        ),
        "carrier": _any(
            r"(?:date(?:le)?\s+)?(?:transportator(?:ul|ului)?|caraus(?:ul|ului)?|prestator(?:ul|ului)?|subcontractor(?:ul)?)",
            r"catre(?:\s+(?:firma|transportator))?|to(?=\s*:)|an(?=\s*:)",
            r"(?:carrier|haulier|haulage\s+company|transport\s+company|contractor)(?:\s+(?:details|data))?",
            r"frachtfuhrer|transporteur|transportunternehmer|auftragnehmer|unternehmer",
        ),
        "goods": _any(
            r"(?:descrierea?|detalii|date(?:le)?|specificati[ea]|informatii)\s*(?:despre\s+|privind\s+)?marf\w+",
            r"marf[aă]|marfuri",
            r"goods(?:\s+(?:details|description))?|cargo(?:\s+details)?|ladung|warenbeschreibung|ware",
        ),
        "vehicle": _any(
            r"(?:date(?:le)?|detalii)\s*(?:despre\s+)?(?:auto|vehicul\w*|camion\w*|mijloc\w*(?:\s+de\s+transport)?|sofer)",
            r"(?:vehicle|truck)\s+(?:details|data)|fahrzeug(?:daten)?",
            r"auto(?:vehicul)?\s+si\s+sofer",
        ),
        "price": _any(
            r"(?:conditii|detalii)\s*(?:de\s+)?(?:plata|comerciale|financiare|tarifare)",
            r"pret(?:ul)?\s+si\s+(?:conditii\s+de\s+)?plata",
            r"price\s+and\s+payment|payment\s+(?:terms|details)|tarif\s+si\s+plata|zahlung",
        ),
        "terms": _any(
            r"(?:alte\s+)?(?:conditii|clauze|prevederi|obligatii(?:le)?|termeni(?:\s+si\s+conditii)?|reguli)(?:\s+(?!de\s+plat|comercial|financiar|tarif)[\w,\s]{0,60})?",
            r"(?:general\s+|special\s+|other\s+)*(?:terms(?:\s+(?:and|&)\s+conditions)?|conditions)(?:\s+of\s+\w+)?",
            r"(?:allgemeine\s+)?(?:\w*bedingungen|agb)",
            r"va\s+rugam\s+sa\s+(?:retineti|confirmati).*",
            r"important|atentie",
        ),
        "end": _any(
            r"semnatura.*|stampila.*|signature.*|stamp.*|unterschrift.*|confirmare(?:a)?\s+(?:comenzii|transportator\w*).*|l\.\s?s\."
        ),
    }
)
"""Section headings; the loading and unloading ones are made from the kinds of stop."""


@dataclass(frozen=True, slots=True)
class LabelPattern:
    """A compiled label."""

    concept: str
    pattern: re.Pattern[str]


def _compiled() -> tuple[LabelPattern, ...]:
    return tuple(LabelPattern(concept, re.compile(rf"\b(?:{words})(?!\w)")) for concept, words in LABELS.items())


LABEL_PATTERNS = _compiled()
NUMBERING = r"(?:\(?\d{1,2}[.)]\s*|[ivx]{1,4}[.)]\s*|[•*·▪►-]\s*)?"
HEADER_PATTERNS = MappingProxyType(
    {
        kind: re.compile(rf"^{NUMBERING}(?:{words})\s*(?:[/|(]\s*[\w\s-]+\)?)?\s*(?::|$|-\s)")
        for kind, words in HEADERS.items()
    }
)


def _stop_header(kind: str, word: str) -> re.Pattern[str]:
    place = rf"(?:(?:{PLACE}|date(?:le)?|operatiune(?:a)?|informatii)\s*(?:de\s+|pentru\s+|of\s+|/\s*)?)?"
    after = r"(?:[\s-]*(?:place|point|address|location|site|details|information|stelle|adresse|ort|stop|firma|marfa))?"
    number = r"(?:\s*(?:nr\.?|no\.?|#)?\s*(?P<number>\d{1,2})(?![\d.:/-]))?"
    other = rf"(?:\s*[/|(-]\s*{place}{word}{after}(?:\s*\d{{1,2}}(?![\d.:/-]))?\s*\)?)*"
    return re.compile(rf"^{NUMBERING}{place}{word}{after}{number}{other}\s*(?P<mark>:|$|[-,]\s|\s(?=\d{{1,2}}[./-]\d))")


STOP_HEADERS = MappingProxyType(
    {"loading": _stop_header("loading", LOADING), "unloading": _stop_header("unloading", UNLOADING)}
)
IS_LOADING = re.compile(rf"{LOADING}|expeditor|incarcator|shipper|sender|consignor|absender")
IS_UNLOADING = re.compile(rf"{UNLOADING}|destinatar|consignee|receiver|recipient|empfanger")
LEGAL = re.compile(rf"(?<![\w.]){LEGAL_FORM}(?![\w])")
