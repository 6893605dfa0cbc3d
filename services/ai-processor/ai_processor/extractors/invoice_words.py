"""The words of invoices: labels, headings of the two firms, columns of the lines; ro/en/de, a few of nl and fr."""

from __future__ import annotations

from types import MappingProxyType

from ai_processor.extractors.headings import HEADERS, header
from ai_processor.extractors.lexicon import FIRM_LABELS, LABELS, PARTY_LABELS, any_of, label_patterns
from ai_processor.extractors.vocabulary import Vocabulary

_NUMBER = r"(?:(?:number|numar(?:ul)?|nummer|num|nr|no)\b\.?|#|n[°º])"
_INVOICE = r"(?:(?:tax|commercial|vat|proforma|retail|credit)\s+)?(?:invoice|credit\s+note)s?"
_FACTURA = r"factur(?:a|ii|ei)(?:\s+(?:fiscala|proforma|storno|comerciala))*"
_RECHNUNG = r"(?:(?:handels|schluss|teil)?rechnung|gutschrift)"
_SERIES = r"seri[ae](?:\s*(?:si\s*|/\s*)?(?:numar(?:ul)?|nr\.?))?"
_INCLUDED = (
    r"(?:cu\s+tva(?:\s+inclus)?|tva\s+inclus|(?:incl(?:uding|\.)?|with)\s+(?:of\s+)?(?:vat|tax)"
    r"|inkl\.?\s+(?:mwst|ust)\.?|brutto)"
)
_EXCLUDED = (
    r"(?:fara\s+t\.?v\.?a\.?|(?:excl(?:uding|\.)?|without|before|ex)\s+(?:of\s+)?(?:vat|tax)"
    r"|(?:ohne|exkl\.?|zzgl\.?)\s+(?:mwst|ust)\.?|netto?)"
)
OWN_LABELS = MappingProxyType(
    {
        "number": any_of(
            rf"{_FACTURA}\s*(?:{_SERIES}|{_NUMBER})(?:\s*{_NUMBER})?|{_NUMBER}\s*(?:de\s+)?{_FACTURA}",
            rf"{_INVOICE}\s*{_NUMBER}|{_NUMBER}\s+(?:of\s+)?{_INVOICE}|document\s+{_NUMBER}",
            rf"{_RECHNUNG}s?\s*-?\s*{_NUMBER}|rechnung\s*\(\d+\)\s*{_NUMBER}|beleg-?\s*{_NUMBER}",
            rf"factuur\s*{_NUMBER}|facture\s*{_NUMBER}|handelsrechnung\s*(?:\(\d+\)\s*)?{_NUMBER}",
            rf"(?:receipt|bill)\s*{_NUMBER}",
        ),
        "series": r"seri[ae]",
        "title": any_of(_FACTURA, _INVOICE, _RECHNUNG, r"factuur|facture"),
        "any_number": _NUMBER,
        "other_number": any_of(rf"booking\s+(?:id|{_NUMBER})|(?:order|bestell)\w*\s*-?\s*(?:id|{_NUMBER})"),
        "order_reference": any_of(
            rf"(?:(?:your|transport|purchase|client)\s+)?order\s*(?:{_NUMBER}|ref\w*\.?)"
            rf"|(?:your|customer|client)\s+ref\w*\.?(?:\s*{_NUMBER})?|(?:your|transport|purchase)\s+order"
            rf"|p\.?o\.?\s*{_NUMBER}",
            rf"(?:{_NUMBER}\s*)?comand[ae]i?(?:\s+(?:de\s+)?transport)?\s*(?:client\s*)?{_NUMBER}?|ref\w*\s+comand\w+"
            r"|conform\s+comenzii|contract(?:ul)?\s+nr\.?",
            rf"(?:transport)?auftrags?-?\s*{_NUMBER}|(?:ihre?\s+(?:bestellung|auftrag|zeichen|referenz)\w*)|bestell(?:ung)?s?-?\s*{_NUMBER}",
        ),
        "issued_on": any_of(
            rf"data\s+(?:emiterii(?:\s+facturii)?|{_FACTURA}|facturarii|documentului|intocmirii)",
            r"emis[aă]\s+(?:la|in|pe)(?:\s+data)?(?:\s+de)?",
            r"(?:invoice|issue|document|billing|bill)\s+date|date\s+of\s+(?:issue|invoice)|date\s+issued|issued\s+on",
            r"rechnungsdatum|belegdatum|ausstellungsdatum|ausgestellt\s+am",
            r"factuur\s?datum|date\s+de\s+(?:la\s+)?facture",
        ),
        "due_on": any_of(
            r"(?:data\s+)?scadent\w*(?:\s+(?:la|plata|platii))?|data\s+(?:limita\s+(?:de\s+)?)?(?:a\s+)?platii"
            r"|termen(?:ul)?\s+(?:de\s+)?plat\w*"
            r"|de\s+plata\s+pana\s+la",
            r"(?:payment\s+)?due(?:\s+(?:date|on|by))|payment\s+due|pay\s+by|payable\s+(?:by|until)|date\s+due",
            r"fallig\w*(?:\s+(?:am|bis))?|zahlbar(?:\s+\w+)*\s+bis(?:\s+zum)?|zahlungsziel|falligkeitsdatum"
            r"|zu\s+zahlen\s+bis",
            r"verval\s?datum|echeance|payment\s+terms?",
        ),
        "date": any_of(r"data", r"date", r"datum", r"din\s+data(?:\s+de)?"),
        "currency": r"moned[ae]|valuta|currency|wahrung",
        "payment_method": LABELS["payment_method"] + r"|zahlungsform|payment\s+mode",
        # what it adds up to
        "net": any_of(
            rf"(?:total(?:ul)?|valoare(?:a)?|suma)(?:\s+(?:neta|net|factur\w+|servicii\w*))*\s*\(?\s*{_EXCLUDED}\)?",
            r"baz[aă]\s+(?:de\s+)?(?:impozita\w*|impozabila|calcul)|total\s+valoare|total\s+baza",
            rf"(?:sub-?\s?total|total)\s*\(?\s*{_EXCLUDED}\)?|sub-?\s?total|net\s+(?:total|amount|value)"
            rf"|total\s+net|taxable\s+(?:amount|value)",
            r"nettobetrag|summe\s+netto|netto(?:summe|wert)?|zwischensumme|positionssumme|warenwert"
            r"|bemessungsgrundlage|basisbetrag|grondslag"
            rf"|(?:rechnungs)?(?:summe|betrag|gesamt)\s+{_EXCLUDED}",
            r"exclusief\s+btw|subtotaal|total\s+ht|excl\.?\s+btw",
        ),
        "vat": any_of(
            r"(?:total(?:ul)?|valoare(?:a)?|suma)\s+(?:de\s+)?t\.?v\.?a\.?(?:\s*\(?\d{1,2}(?:[.,]\d+)?\s*%\)?)?"
            r"|t\.?v\.?a\.?\s*\(?\d{1,2}(?:[.,]\d+)?\s*%\)?",
            r"(?:total\s+)?(?:vat|tax|gst|sales\s+tax)(?:\s+(?:amount"
            r"|total))?\s*(?:\(?@?\s*\d{1,2}(?:[.,]\d+)?\s*%\)?)?",
            r"(?:zzgl\.?\s+)?(?:\d{1,2}(?:[.,]\d+)?\s*%\s*)?(?:mwst|ust|umsatzsteuer|mehrwertsteuer)\.?(?:-?betrag)?"
            r"(?:\s*\(?\d{1,2}(?:[.,]\d+)?\s*%\)?)?|steuerbetrag",
            r"btw(?:\s+bedrag)?(?:\s*\d{1,2}\s*%)?|tva(?:\s+\d{1,2}\s*%)?",
        ),
        "gross": any_of(
            r"total\s+(?:general|factur\w+|document|cu\s+tva|de\s+plata)(?:\s+cu\s+tva)?"
            r"|valoare(?:a)?\s+total\w*(?:\s+cu\s+tva)?"
            r"|suma\s+totala",
            rf"(?:grand|invoice|overall)\s+total|total\s+(?:amount|invoice|gross|payable|price)|gross\s+(?:total"
            rf"|amount)|total\s+{_INCLUDED}",
            rf"gesamt(?:betrag|summe|preis)?(?:\s+{_INCLUDED})?|rechnungs(?:betrag|summe|endbetrag)|end(?:betrag"
            rf"|summe)|brutto(?:betrag|summe)?"
            rf"|summe\s+{_INCLUDED}",
            r"factuur\s+totaal|totaal(?:\s+incl\.?(?:usief)?\s+btw)?|(?:montant\s+)?total\s+ttc|net\s+a\s+payer",
            r"total(?:ul)?",
        ),
        "payable": any_of(
            r"(?:rest|sold|total|suma)\s+de\s+plat\w+|de\s+plata|de\s+achitat",
            r"(?:amount|balance|total)\s+(?:due|payable)|amount\s+to\s+(?:be\s+paid|pay)|to\s+pay",
            r"zahlbetrag|zu\s+zahlen(?:der\s+betrag)?|zahlungsbetrag|te\s+betalen",
        ),
    }
)
HEADINGS = MappingProxyType(
    {
        "seller": any_of(
            r"(?:date(?:le)?\s+)?(?:furnizor(?:ul|ului)?|vanzator(?:ul|ului)?|prestator(?:ul|ului)?|emitent(?:ul)?)",
            r"(?:seller|supplier|vendor|sold\s+by|issued\s+by|bill(?:ed)?\s+from|from"
            r"|service\s+provider)(?:\s+details)?",
            r"verkaufer|lieferant|rechnungssteller|(?:leistungs)?erbringer|auftragnehmer|von",
        ),
        "buyer": any_of(
            r"(?:date(?:le)?\s+)?(?:cumparator(?:ul|ului)?|client(?:ul|ului)?|beneficiar(?:ul|ului)?|platitor(?:ul)?)",
            r"(?:buyer|customer|client|bill(?:ed|ing)?(?:\s+(?:to|address))|invoice(?:d)?\s+to"
            r"|sold\s+to)(?:\s+details)?|to(?=\s*:)",
            r"kaufer(?:\s*/\s*leistungsempfanger)?|kunde|rechnungsempfanger|leistungsempfanger|rechnung\s+an"
            r"|rechnungsadresse|auftraggeber|an(?=\s*:)",
            r"factuuradres|guest\s+name",
        ),
        "payment": any_of(
            r"zahlungs(?:bedingungen|informationen|details)|(?:payment|bank)\s+(?:terms|conditions|details"
            r"|information|instructions)",
            r"bankverbindung|date\s+bancare|(?:detalii|conditii|informatii)\s+(?:de\s+|privind\s+)?plata",
        ),
        "delivery": r"afleveradres|ship(?:ping)?\s+(?:to|address)|deliver(?:y)?\s+(?:to|address)|lieferadresse"
        r"|adresa\s+de\s+livrare",
        "terms": HEADERS["terms"],
        "notes": r"please\s+note|note|bemerkungen|mentiuni|observatii|remarks",
        "end": any_of(
            r"semnatura.*|stampila.*|signature.*|unterschrift.*|date(?:le)?\s+privind\s+expeditia.*|intocmit\s+de.*",
        ),
    }
)
COLUMNS = {
    "unit_price": r"pret(?:ul)?(?:\s+(?:unitar|u\.?))?|p\.?u\.?\b|(?:unit\s+)?(?:price|rate)|(?:einzel|vk-?|netto"
    r"|stuck)preis"
    r"|e-?preis|prijs(?:\s+per\s+stuk)?|tarif",
    "vat_rate": r"(?:cota|%)\s*(?:de\s+)?tva|tva\s*%|(?:vat|tax|gst)\s*(?:\(?%\)?|rate)|(?:steuer|mwst"
    r"|ust)\.?-?(?:satz|\s*%)|btw\b(?!\s*bedrag)",
    "vat": r"(?:valoare(?:a)?\s+|suma\s+)?t\.?v\.?a\b|(?:vat|tax|gst)(?:\s+amount)?$|(?:mwst|ust"
    r"|steuer)(?:betrag)?$|btw\s+bedrag",
    "gross": r"(?:total|valoare)\s+cu\s+tva|gross|brutto|total\s+incl|prijs\s+incl",
    "net": r"valoare(?:a)?(?:\s+(?:fara\s+tva|net[aă]?))?|(?:net\s+)?(?:amount|value)|(?:line\s+)?total|(?:zeilen"
    r"|netto|gesamt)?betrag|"
    r"netto|gesamt(?:preis)?|summe|bedrag|suma|total",
    "quantity": r"cant(?:itat[a-z]*|it?\.?)?|qty|quantity|menge|anzahl|aantal|hoeveelheid|bucati|buc\.?$|nr\.?\s+buc",
    "unit": r"u\.?\s?/?\s?m\.?\b|unit(?:ate)?(?:\s+de\s+masura)?$|uom|einheit|me$|unit$",
    "description": r"(?:denumire|descriere|produs|serviciu|servicii|explicatii|description|item|service|product"
    r"|title|bezeichnung|beschreibung|leistung|artikel|omschrijving|particulars|details)[a-z]*",
    "number": r"nr\.?(?:\s*crt\.?)?$|#$|poz\.?$|pos\.?$|no\.?$|art\.?-?nr|crt",
}


INVOICE = Vocabulary(
    labels=label_patterns({**PARTY_LABELS, **FIRM_LABELS, **OWN_LABELS}, signs=True),
    headings=tuple((kind, header(words, firm=kind in {"seller", "buyer"})) for kind, words in HEADINGS.items()),
)
