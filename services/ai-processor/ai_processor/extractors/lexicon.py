"""The words by which documents name things: patterns over folded text (lower case, no diacritics), ro/en/de.

A new language or a new way to say it is a word more here; nothing else changes.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

_GERMAN_DETAIL = r"-?(?:ref|datum|zeit|termin|nummer|nr\b|fenster|kontakt|adress)"
"""How the second half of a German compound begins that names a stop's detail ("Ladedatum"), not the stop itself."""
LOADING = (
    r"(?:incarcar(?:ea|e|ii)|incarca|incarc\.|inc(?:\.|(?=\s*:))|preluar(?:ea|e|ii)|ridicar(?:ea|e|ii)|loading|load(?!\s+(?:no|nr|id|ref|conf))"
    r"|pick-?\s?up(?:\s+(?:from|at))?|collect(?:ion)?(?:\s+(?:from|at))?|origin(?=\s*:)"
    r"|verlade(?:n|ort|stelle|adresse)|verladung|abgangsort|versandort"
    r"|laden|beladung|beladen|beladestelle|ladestelle|abholung|ladeort"
    rf"|(?:belade|abhol)(?!{_GERMAN_DETAIL})\w*|(?:lade|belade|abhol)(?={_GERMAN_DETAIL}))"
)
UNLOADING = (
    r"(?:descarcar(?:ea|e|ii)|descarca|descarc\.|desc(?:\.|(?=\s*:))|livrar(?:ea|e|ii)|unloading|unload|offloading|delivery"
    r"|deliver(?:\s+(?:to|at)|(?=\s*:))|drop-?\s?off|destination(?=\s*:)|destinatie(?=\s*:)"
    r"|ablade(?:n|ort|stelle|adresse)|abladung|zustell(?:ort|adresse)|empfangsort|bestimmungsort|entladung|entladen"
    r"|entladestelle|zustellung|lieferung|anlieferung"
    rf"|(?:entlade|liefer)(?!{_GERMAN_DETAIL}|schein|ant|bedingung)\w*|(?:entlade|liefer)(?={_GERMAN_DETAIL}))"
)
NUMBERING = (
    r"\s*(?:\(?\d{1,2}[.)]\s*|[ivx]{1,4}[.)]\s*|[•*·▪►-]\s*"
    r"|(?:art(?:icolul|icle|ikel)?|§)\.?\s*\d{1,2}\s*[.):-]?\s*)?"
)
"""What may stand before a heading or a label: its number, a bullet, the article."""
KIND = rf"(?:{LOADING}|{UNLOADING})"
_OF = r"\s*(?:de|la|pentru|pt\.?|of|for|the|der|:)?\s*"
_NUMBER = r"(?:(?:number|numar(?:ul)?|nummer|num|nr|no|#|n°)\.?)"


def any_of(*words: str) -> str:
    """A group of alternatives."""
    return "(?:" + "|".join(words) + ")"


def _stop(*words: str) -> str:
    """A stop's label, alone or beside the kind of stop: ``data``, ``data incarcarii``, ``loading date``."""
    return rf"(?:{KIND}[\s-]*(?:(?:la|on|am|at)\s+)?)?{any_of(*words)}(?:{_OF}{KIND}(?:\s*\d{{1,2}}(?![\d.:/-]))?)?"


LEGAL_FORM = any_of(
    # Romania
    r"s\.?\s?r\.?\s?l\.?(?:-d)?|s\.\s?a\.|sa|s\.?\s?c\.?\s?s\.?|s\.?n\.?c\.?|pfa|p\.f\.a\.|i\.?i\.?",
    # Germany, Austria; United Kingdom, Ireland; Hungary
    r"gmbh(?:\s?&\s?co\.?\s?kg)?|ag|kg|ohg|e\.k\.",
    r"ltd\.?|limited|llc|plc|inc\.?",
    r"kft\.?|zrt\.?|nyrt\.?|bt\.",
    # Poland; Czechia, Slovakia; Slovenia, Croatia, Serbia; Bulgaria
    r"sp\.?\s?z\s?o\.?\s?o\.?|s\.?r\.?o\.?|a\.?s\.?|d\.?o\.?o\.?|ood|eood|ad",
    # Netherlands, Belgium; Italy, France, Spain; the North; Portugal
    r"b\.?v\.?|n\.?v\.?|bvba|s\.?p\.?a\.?|s\.?a\.?s\.?|sarl|s\.?l\.?(?:u\.?)?|uab|oy|ab|aps|a/s|ltda",
    r"regia autonoma|r\.a\.",
)

_ORDER = any_of(
    r"comand[aăe]i?(?:\s+de)?\s+(?:transport|expeditie)",
    r"contract(?:ul)?\s+(?:de\s+)?(?:transport|expeditie)",
    r"transport\s+order|forwarding\s+order",
    r"transportauftrag|frachtauftrag|speditionsauftrag|ladeauftrag",
)

LABELS = MappingProxyType(
    {
        # document
        "reference": any_of(
            rf"{_ORDER}(?:\s*/\s*(?:transport\s+order|comanda\s+de\s+transport|transportauftrag))?\s*{_NUMBER}?",
            rf"(?:{_NUMBER}\s*(?:de\s+)?)(?:comand[aăe]i?(?:\s+(?:de\s+)?transport)?|order|auftrag\w*|contract\w*)",
            r"(?:comanda|order|auftrag)(?=\s*:)",
            rf"(?:comanda|order|contract|auftrag|position|dosar|load|shipment|trip|job|file|tour|cursa)\s*{_NUMBER}",
            r"auftragsnummer|auftrags-?nr\.?",
            r"unser(?:e)?\s+(?:zeichen|ref(?:erenz|\.)?(?:nummer)?|(?:auftrags)?nummer)|our\s+ref(?:erence|\.)?|ref(?:erinta|\.)?\s+(?:client|comanda|noastra)|order\s+ref(?:erence|\.)?",
        ),
        "issued_on": any_of(
            r"data\s+(?:emiterii|comenzii|comanda|documentului|intocmirii)",
            r"(?:order|issue|document)\s+date",
            r"date\s+of\s+(?:issue|order)",
            r"emis[aă]?\s+(?:la|in\s+data\s+de|pe)",
            r"auftragsdatum|belegdatum|ausstellungsdatum",
            r"(?:issued|created)(?:\s+on)?|(?:erstellt|ausgestellt)(?:\s+am)?",
        ),
        # parties
        "vat_id": any_of(
            r"c\.?\s?u\.?\s?i\.?(?:\s*/\s*cif)?",
            r"c\.?\s?i\.?\s?f\.?(?:\s*/\s*cui)?",
            r"cod\s+(?:unic\s+de\s+inregistrare|fiscal|tva)",
            r"nr\.?\s*(?:de\s+)?(?:tva|inregistrare\s+(?:in\s+scopuri\s+de\s+)?tva)",
            r"vat(?:\s*(?:id|no|nr|number|reg)\w*\.?)*",
            r"tax\s+id",
            r"ust\.?\s?-?\s?id(?:ent)?\.?(?:\s?-?\s?(?:nr|nummer)\.?)?|steuernummer|btw",
            r"fiscal\s+code|tva",
        ),
        "registration": any_of(
            r"(?:nr\.?\s*)?reg(?:istrul|istru)?\.?\s*com(?:ertului|\.)?(?:\s*nr\.?)?",
            r"nr\.?\s*(?:de\s+)?(?:ordine\s+)?(?:in\s+)?(?:reg\w*\.?\s*com\w*\.?|o\.?r\.?c\.?)",
            r"orc|j\s*nr",
            r"trade\s+reg\w*(?:\s+(?:no|number)\.?)?|(?:company\s+)?reg(?:istration)?\.?\s*(?:no|number)\.?",
            r"handelsregister|hrb",
        ),
        "iban": any_of(
            r"(?:cont(?:ul)?(?:\s+bancar)?\s*)?iban(?:\s*\(?(?:eur|ron|lei|usd|euro)\)?)?",
            r"cont(?:ul)?\s+(?:bancar|in\s+(?:lei|eur\w*))|cont(?=\s*:)",
            r"bank\s+account|kontonummer",
        ),
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
            r"uhrzeit|(?:zeit)?fenster|zeit",
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
            r"(?:nr|no)\.?(?=\s*(?:$|[:=#]|[a-z]{0,4}[-/.]?\d))|nummer",
            r"rezervare",
        ),
        "instructions": _stop(
            r"observati[ie](?:i)?|obs\.?",
            r"instruc[tț]iuni(?:\s+(?:speciale|suplimentare))?",
            r"mentiuni(?:\s+speciale)?",
            r"(?:special\s+)?(?:remarks?|notes?|instructions|comments?)",
            r"bemerkung(?:en)?|hinweise?|anmerkung(?:en)?",
            r"detalii",
        ),
        # goods
        "description": any_of(
            r"(?:descrierea?|denumirea?|natura|tip(?:ul)?|fel(?:ul)?)\s*(?:de\s+)?marf\w+|descriere(?:a)?|denumire(?:a)?",
            r"marf[aă](?:\s+transportata)?|marfii(?=\s*:)",
            r"marfuri",
            r"(?:description|nature|type)\s+of\s+(?:the\s+)?goods|description",
            r"goods(?:\s+description)?|cargo|commodity",
            r"ware(?:nbezeichnung)?|ladung|gut|warenart|ladegut|guter|produs(?:ul|e)?|products?",
        ),
        "gross_kg": any_of(
            r"greutat(?:e|ea)(?:\s+(?:bruta|totala|brut|total|marfa))*",
            r"masa\s+(?:bruta|totala)",
            r"(?:gross\s+|total\s+)*weight",
            r"(?:brutto)?gewicht|gesamtgewicht|brutto",
            r"tonaj|kg(?=\s*:)",
        ),
        "pallets": any_of(
            r"(?:nr\.?\s*(?:de\s+)?|numar(?:ul)?\s+(?:de\s+)?|total\s+)?(?:euro)?paleti(?:lor)?",
            r"cantitate(?:a)?(?:\s+totala)?",
            r"(?:nr\.?|numar)\s*(?:de\s+)?coli?ete?|colete(?=\s*:)",
            r"(?:no\.?\s*of\s+|number\s+of\s+)?(?:pallets|packages|colli)",
            r"quantity|qty",
            r"paletten(?:anzahl)?|anzahl(?:\s+paletten)?|menge|packstucke|stellplatze",
        ),
        "loading_metres": any_of(
            r"ldm", r"metri\s+(?:liniari|de\s+podea|lineari)", r"loading\s+met(?:er|re)s", r"lademeter", r"m\.?l\.?"
        ),
        "volume": r"volum(?:e|ul|en)?|cubaj",
        "goods_value": any_of(
            r"valoare(?:a)?\s+(?:marfii|marfa|marfurilor|declarata)",
            r"(?:goods|cargo)\s+value|value\s+of\s+(?:the\s+)?goods",
            r"warenwert",
        ),
        "temperature": any_of(
            r"temperatur[aăei]+(?:\s+(?:de\s+)?(?:transport(?:ului)?|controlata|ceruta|necesara))?",
            r"temperatur(?:e|bereich)?|temp\.?",
            r"regim\s+(?:termic|de\s+temperatura)",
            r"temp\.?\s+range",
        ),
        "adr": any_of(
            r"adr|marf[aă]\s+periculoasa|dangerous\s+goods|gefahrgut",
            r"(?:nr\.?\s*)?un(?:\s*(?:nr|no|number)\.?)?|nr\.?\s*onu",
        ),
        # vehicle
        "truck_plate": any_of(
            r"(?:nr|numar|numere|numar(?:ul)?)\.?\s*(?:de\s+)?(?:inmatriculare|auto|circulatie|camion|masina)"
            r"(?:\s+(?:auto|camion|cap\s+tractor|tractor|vehicul))?(?:\s*/\s*(?:semi)?remorca)?",
            r"(?:(?:nr|numar)\.?\s*(?:de\s+)?)?cap\s+tractor|autotractor|auto\s+nr\.?|camion(?:ul)?(?:\s+nr\.?)?|autocamion",
            r"autovehicul(?:ul)?|vehicul(?:ul)?|auto|tractor",
            r"(?:truck|vehicle|tractor|lorry)(?:\s+(?:plate|reg(?:istration)?|no|number|plates))*\.?"
            r"(?:\s*/\s*trailer(?:\s+(?:plates?|reg(?:istration)?|no|numbers?))*\.?)?",
            r"plate(?:s|\s+(?:no|number)s?\.?)?|reg(?:istration)?\s+(?:plates?|numbers?)",
            r"(?:lkw|fahrzeug)(?:[\s-]*kennzeichen)?|kennzeichen|zugmaschine",
        ),
        "trailer_plate": any_of(
            r"(?:(?:nr|numar)\.?\s*(?:de\s+)?(?:inmatriculare\s+)?)?(?:semi)?remorc[aăei]+",
            r"(?:semi-?)?trailer(?:\s+(?:plates?|reg(?:istration)?|no|number))*\.?",
            r"auflieger|anhanger",
        ),
        "body": any_of(
            r"(?:tip(?:ul)?|categoria)\s+(?:de\s+)?"
            r"(?:vehicul|camion|auto|masina|mijloc|semiremorca|caroserie|autovehicul)\w*(?:\s+solicitat\w?)?",
            r"(?:vehicul|camion|auto|masina|autovehicul)\w*\s+solicitat\w?",
            r"(?:vehicle|truck|trailer|body|equipment)\s+type|type\s+of\s+(?:vehicle|truck|trailer)",
            r"mijloc(?:ul)?\s+(?:de\s+)?transport(?:\s+solicitat)?",
            r"fahrzeugtyp|fahrzeugart|aufbau",
            r"equipment",
        ),
        "driver": any_of(
            r"(?:nume\s+)?(?:conducator(?:ul)?(?:\s+auto)?|sofer(?:ul|i)?)(?:\s*/\s*(?:driver|fahrer))?",
            r"driver(?:'?s)?(?:\s+name)?",
            r"fahrer(?:name)?",
        ),
        "driver_phone": any_of(
            r"(?:nr\.?\s*(?:de\s+)?)?(?:tel(?:efon|\.)?|mobil)\s*(?:sofer|conducator(?:\s+auto)?)",
            r"driver'?s?\s+(?:phone|mobile)(?:\s+(?:no|number)\.?)?",
            r"(?:numar|nr\.?)\s+(?:de\s+)?telefon\s+sofer",
            r"fahrer\s*(?:telefon|tel\.?|handy)",
        ),
        # price
        "price": any_of(
            r"(?:pret(?:ul)?|tarif(?:ul)?|navlu(?:l)?|cost(?:ul)?|valoare(?:a)?)(?:\s+(?:de|al|a)?\s*"
            r"(?:transport\w*|convenit\w?|agreat\w?|negociat\w?|comenzii|cursei|total\w?|cursa|net|fara\s+tva))*",
            r"(?:(?:agreed|total|freight|transport(?:ation)?|all-?in)\s+)*"
            r"(?:price|rate|cost|freight|charge)s?(?!\s+(?:confirmation|order))"
            r"(?:\s+(?:agreed|all[\s-]in|net|excl\.?\s+vat))*",
            r"(?:fracht|transport|gesamt|pauschal)?preis|fracht(?:kosten|rate|satz|vergutung|entgelt)?|vergutung"
            r"|total\s+de\s+plata|suma|total\s+amount",
        ),
        "payment_days": any_of(
            r"termen(?:ul)?(?:\s+(?:de|al))?\s*plat[aăei]+|scadent[aăei]+(?:\s+(?:la|plata))?",
            r"plata(?:\s+(?:se\s+(?:va\s+)?(?:face|efectua\w*|realiz\w*)|la))?|conditii(?:le)?\s+de\s+plata",
            r"(?:terms?|conditions?)\s+of\s+payment|payment(?:\s+(?:terms?|days?|conditions|due|period|within))?",
            r"zahlung(?=\s*:)|due(?=\s*:)|credit\s+(?:period|terms?)"
            r"|zahlungsziel|zahlungsbedingung\w*|zahlungsfrist|zahlbar",
        ),
        "payment_method": any_of(
            r"(?:modalitat(?:e|ea)|mod(?:ul)?|metoda|forma|instrument(?:ul)?)\s+(?:de\s+)?plat[aăii]+",
            r"payment\s+(?:method|mode|by)|method\s+of\s+payment",
            r"zahlungsart|zahlungsweise",
        ),
        "uit": any_of(
            r"(?:cod(?:ul)?\s+)?uit(?:\s*(?:cod|code|nr\.?))?",
            r"cod(?:ul)?\s+(?:ro\s+)?e-?\s?transport|e-transport\s+code",
        ),
    }
)
"""Label patterns by concept."""


@dataclass(frozen=True, slots=True)
class LabelPattern:
    """A compiled label."""

    concept: str
    pattern: re.Pattern[str]


def label_patterns(labels: Mapping[str, str], *, signs: bool = False) -> tuple[LabelPattern, ...]:
    """Compile labels, each as words of their own.

    Args:
        signs: whether a label may begin with a sign, as "# 12" does.
    """
    before = r"(?<!\w)" if signs else r"\b"
    return tuple(LabelPattern(concept, re.compile(rf"{before}(?:{words})(?!\w)")) for concept, words in labels.items())


def labels_of(*concepts: str) -> dict[str, str]:
    """The common labels of these concepts, for a document that has some of them."""
    return {concept: LABELS[concept] for concept in concepts}


LABEL_PATTERNS = label_patterns(LABELS)
PARTY_LABELS = labels_of("vat_id", "registration", "iban", "bank", "email", "contact", "phone")
FIRM_LABELS = labels_of("company", "address")
TRANSPORT_LABELS = labels_of("truck_plate", "trailer_plate", "driver", "driver_phone", "uit")
IS_LOADING = re.compile(rf"{LOADING}|expeditor|incarcator|shipper|sender|consignor|absender")
IS_UNLOADING = re.compile(rf"{UNLOADING}|destinatar|consignee|receiver|recipient|empfanger")
LEGAL = re.compile(rf"(?<![\w.]){LEGAL_FORM}(?![\w])")
