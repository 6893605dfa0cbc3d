"""The words by which kinds of documents are told apart, with their weights: patterns over folded text, ro/en/de."""

from __future__ import annotations

import re
from types import MappingProxyType
from typing import NamedTuple

from freightwire.events.extraction import DocumentKind

LEAST_TITLE = 4.0
"""Words of this weight and more are titles: what the document calls itself."""


class Look(NamedTuple):
    """What a document can look like: a kind, or one of several looks that are OTHER."""

    kind: DocumentKind
    name: str


class Evidence(NamedTuple):
    """A pattern and how much it says for a look; below 0 it says against it."""

    pattern: re.Pattern[str]
    weight: float


_NUMBER = r"(?:nr|no|numar|number|nummer|num)\b"
_ORDER = (
    (
        r"comanda\s+(?:ferma\s+)?(?:de\s+)?(?:transport|expeditie)|comanda\s+(?:de\s+)?incarcare"
        r"|contract\s*-?\s*comanda"
        r"|contract\s+de\s+transport",
        6,
    ),
    (
        r"(?:transport|forwarding|freight|carriage|haulage|loading|carrier)\s+order|order\s+for\s+(?:transport"
        r"|carriage)"
        r"|(?:load|carrier|rate|order)\s+confirmation",
        6,
    ),
    (r"transportauftrag|frachtauftrag|speditionsauftrag|ladeauftrag|transportbestellung|frachtvertrag", 6),
    (rf"comanda\s+{_NUMBER}|order\s+{_NUMBER}|auftrags?-?\s?(?:nr|nummer)", 3),
    (r"\b(?:incarcare|loading|pick-?\s?up|beladung|beladestelle|ladestelle)\b", 1.2),
    (r"\b(?:descarcare|unloading|delivery\s+(?:place|address)|entladung|entladestelle)\b", 1.2),
    (
        r"pret(?:ul)?\s+(?:de\s+|al\s+)?(?:transport|convenit|agreat)|tarif(?:ul)?\b|navlu|freight\s+(?:rate|price"
        r"|charge)"
        r"|agreed\s+(?:price|rate|freight)|frachtpreis|fracht\s*:",
        1.5,
    ),
    (r"termen\s+de\s+plata|payment\s+terms?|zahlungsziel|plata\s+(?:la|in)\s+\d+", 0.8),
    (
        r"\b(?:semiremorca|cap\s+tractor|numar\s+auto|nr\.?\s+auto|truck\s+plate|kennzeichen|conducator\s+auto"
        r"|sofer)\b",
        0.8,
    ),
    (r"transportator|\bcarrier\b|frachtfuhrer|caraus", 0.6),
)
_NOTE = (
    (r"scrisoare\s+de\s+(?:trasura|transport)", 6),
    (r"consignment\s+note|lettre\s+de\s+voiture|frachtbrief", 6),
    (rf"^\W*cmr\W*$|\bcmr\s+{_NUMBER}", 4),
    (r"carrier'?s\s+reservations|rezerve(?:le)?\s+si\s+observatii(?:le)?|vorbehalte\s+und", 2.5),
    (r"successive\s+carriers?|transportatori\s+succesivi|nachfolgende\s+frachtfuhrer|transporteurs\s+successifs", 2.5),
    (r"documente\s+anexate|documents\s+(?:attached|annexes)|beigefugte\s+dokumente", 1.5),
    (r"instructiuni(?:le)?\s+expeditorului|sender'?s\s+instructions|anweisungen\s+des\s+absenders", 1.5),
    (r"mod(?:ul)?\s+de\s+ambalare|method\s+of\s+packing|art\s+der\s+verpackung|marci\s+si\s+numere|marks\s+and\s+n", 1),
    (
        r"locul\s+(?:si\s+data\s+)?(?:incarcarii|descarcarii|primirii|livrarii)"
        r"|place\s+(?:and\s+date\s+)?of\s+taking\s+over",
        0.8,
    ),
    (r"conventii\s+speciale|special\s+agreements|ramburs", 0.8),
)
_INVOICE = (
    (
        rf"^\W*factura(?:\s+(?:fiscala|proforma|seria|storno|{_NUMBER}|[a-z]{{2,5}}\s*\d).*)?\W*$"
        rf"|factura\s+(?:fiscala|seria|{_NUMBER})",
        6,
    ),
    (r"^\W*(?:tax\s+|commercial\s+|proforma\s+|vat\s+|retail\s+)?invoices?\b|invoice\s+(?:no|number|date)", 6),
    (r"^\W*(?:handels)?rechnung\b|rechnungs(?:nummer|datum|-?\s?nr)|gutschrift\b", 6),
    (r"factuur|facture\b|fattura", 5),
    (r"nota\s+de\s+credit|credit\s+note", 5),
    (r"payment\s+receipt", 3),
    (r"total\s+de\s+plata|total\s+factura|amount\s+due|gesamtbetrag|grand\s+total|total\s+amount|rechnungsbetrag", 2),
    (
        r"cota\s+(?:de\s+)?tva|valoare\s+tva|vat\s+(?:rate|amount)|mwst|umsatzsteuer|\bgst\b|subtotal|zwischensumme"
        r"|btw",
        1.5,
    ),
    (r"pret\s+unitar|unit\s+price|einzelpreis|stuckpreis", 1.5),
    (r"cumparator|furnizor|bill(?:ed)?\s+to|rechnungsempfanger|scadent|due\s+date|fallig", 1),
    (r"\biban\b", 0.4),
)
_DELIVERY = (
    (rf"aviz\s+de\s+(?:insotire|expeditie)|aviz\s+(?:{_NUMBER}|seria)", 6),
    (r"(?:delivery|dispatch|despatch)\s+note", 6),
    (r"lieferschein|warenbegleitschein", 6),
    (r"delegat|date(?:le)?\s+privind\s+expeditia", 1.2),
    (r"furnizor|cumparator|supplier|lieferant", 0.6),
    (r"cantitate|quantity|menge|u\.?/?m\.?\b", 0.6),
)
_MAIL = (
    (r"^\W*(?:from|de\s+la|von|expeditor)\s*:.*@", 2.5),
    (r"^\W*(?:to|catre|an)\s*:.*@", 2),
    (r"^\W*(?:subject|subiect|betreff)\s*:", 2),
    (r"^\W*(?:sent|trimis|gesendet)\s*:", 1.5),
)
_OTHERS = {
    "loading_list": (
        (r"(?:packing|loading|load|pick(?:ing)?)\s+(?:list|slip)", 7),
        (r"lista\s+(?:de\s+)?(?:ambalare|incarcare|colisaj|colete)|borderou", 7),
        (r"packliste|ladeliste|verladeliste|stuckliste", 7),
        (r"manifest(?:ul)?\b|cargo\s+manifest", 4),
    ),
    "bill_of_lading": (
        (r"bill\s+of\s+lading|\bb/l\s+(?:no|number)|sea\s*waybill|air\s*waybill|\bawb\b|konnossement|conosament", 7),
        (r"port\s+of\s+(?:loading|discharge)|\bvessel\b|voyage|notify\s+party|container\s+(?:no|number)", 1.5),
    ),
    "price_request": (
        (r"cerere\s+(?:de\s+)?(?:oferta|pret|cotatie|tarif)|solicit\w*\s+(?:de\s+)?(?:oferta|pret|cotatie|tarif)", 8),
        (
            r"(?:price|rate|freight)\s+(?:request|inquiry|enquiry)|request\s+for\s+(?:a\s+)?(?:quot\w+|price|offer)"
            r"|\brfq\b",
            8,
        ),
        (r"preisanfrage|transportanfrage|frachtanfrage|anfrage\b|angebotsanfrage", 8),
        (r"\boferta\s+(?:de\s+)?(?:pret|transport)|\b(?:quotation|freight\s+quote|price\s+offer)\b|\bangebot\b", 6),
        (
            r"(?:va\s+rugam|rog)\s+(?:sa\s+)?(?:ne\s+)?(?:trimiteti|transmiteti|comunicati|ofertati"
            r"|cotati)\w*\s+.{0,30}(?:oferta|pret|tarif)"
            r"|(?:please|kindly)\s+(?:quote|send\s+us\s+your\s+(?:best\s+)?(?:offer|price|rate))"
            r"|bitte\s+.{0,40}(?:angebot|preis)",
            4,
        ),
    ),
    "conditions": (
        (r"^\W*(?:conditii(?:le)?\s+generale|termeni\s+si\s+conditii)", 5),
        (r"^\W*(?:general\s+)?(?:terms\s+and\s+conditions|conditions\s+of\s+(?:carriage|business|sale))", 5),
        (r"^\W*(?:allgemeine\s+\w*bedingungen|agb\b)", 5),
        (r"\b(?:art(?:icolul|icle|ikel)?\.?\s*\d+|§\s*\d+)", 1.5),
    ),
    "letter": (
        (r"^\W*(?:adeverinta|certificat|declaratie|notificare|somatie|proces[\s-]verbal|imputernicire)", 5),
        (r"^\W*(?:certificate|declaration|notice|reminder|minutes|statement\s+of\s+account)\b", 5),
        (r"^\W*(?:bescheinigung|erklarung|mahnung|protokoll|vollmacht)\b", 5),
        (
            r"(?:instiintare|notificare|somatie|reamintire)\s+de\s+plata|extras\s+de\s+cont|confirmare\s+de\s+sold"
            r"|neachitat|restant[ae]\b|(?:payment|first|second|final|friendly)\s+reminder|overdue|outstanding"
            r"|statement\s+of\s+account|account\s+statement|zahlungserinnerung|mahnung|zahlungsaufforderung|kontoauszug"
            r"|offene[rn]?\s+(?:rechnung|posten|betrag)\w*",
            7,
        ),
        (
            r"stimat[ei]\s+(?:domn|doamn|partener|colabor|client)|dear\s+(?:sir|madam|partner|customer|mr|ms)"
            r"|sehr\s+geehrte",
            1,
        ),
        (
            r"cu\s+(?:stima|respect)|(?:yours|best|kind)\s+(?:sincerely|faithfully|regards)"
            r"|mit\s+freundlichen\s+grussen",
            1,
        ),
    ),
    "other_order": (
        (r"purchase\s+order|comanda\s+(?:de\s+)?(?:achizitie|cumparare|aprovizionare)|bestellung\b|kaufauftrag", 7),
        (r"comanda\s+(?:catre\s+)?furnizor|work\s+order|comanda\s+de\s+lucru", 5),
    ),
}


def _compiled() -> dict[Look, tuple[Evidence, ...]]:
    looks: dict[Look, tuple[tuple[str, float], ...]] = {
        Look(DocumentKind.TRANSPORT_ORDER, "order"): _ORDER,
        Look(DocumentKind.CONSIGNMENT_NOTE, "consignment_note"): _NOTE,
        Look(DocumentKind.INVOICE, "invoice"): _INVOICE,
        Look(DocumentKind.DELIVERY_NOTE, "delivery_note"): _DELIVERY,
        Look(DocumentKind.EMAIL, "mail"): _MAIL,
        **{Look(DocumentKind.OTHER, name): words for name, words in _OTHERS.items()},
    }
    return {
        look: tuple(
            Evidence(re.compile(pattern if pattern.startswith("^") else rf"(?<!\w)(?:{pattern})"), weight)
            for pattern, weight in words
        )
        for look, words in looks.items()
    }


COMPILED = MappingProxyType(_compiled())
"""The evidence for each look."""
