"""The captions of CMR forms by what they say, ro/en/de/fr. Their numbers are no help: three numberings are in use."""

from __future__ import annotations

import re
from types import MappingProxyType

from ai_processor.extractors.lexicon import PARTY_LABELS, TRANSPORT_LABELS, any_of, label_patterns
from ai_processor.extractors.vocabulary import Vocabulary

_NUMBER = r"(?:(?:number|numar(?:ul)?|nummer|num|nr|no|n)\b\.?\s*[o°º]?|#|n[°º])"
CAPTIONS = MappingProxyType(
    {
        "successive": any_of(
            r"transportatori?(?:i|lor)?\s+succesiv\w*",
            r"(?:successive|subsequent)\s+carriers?",
            r"nachfolgende\w*\s+frachtfuhrer",
            r"transporteurs?\s+successifs?",
        ),
        "reservations": any_of(
            r"rezerve(?:le)?(?:\s+si\s+observatii(?:le)?)?(?:\s+(?:ale\s+)?transportator\w*)?",
            r"(?:carrier'?s?\s+)?reservations(?:\s+and\s+observations)?",
            r"vorbehalte\s+und\s+bemerkungen|vorbehalte",
            r"reserves\s+et\s+observations",
        ),
        "sign_sender": any_of(
            r"semnatura\s+(?:si\s+stampila\s+)?(?:expeditor\w*)|signature\s+(?:and\s+stamp\s+)?of\s+(?:the\s+)?sender",
            r"unterschrift\s+und\s+stempel\s+des\s+absenders|signature\s+et\s+timbre\s+de\s+l\W?expediteur",
        ),
        "sign_carrier": any_of(
            r"semnatura\s+(?:si\s+stampila\s+)?(?:transportator\w*)",
            r"signature\s+(?:and\s+stamp\s+)?of\s+(?:the\s+)?carrier",
            r"unterschrift\s+und\s+stempel\s+des\s+frachtfuhrers|signature\s+et\s+timbre\s+du\s+transporteur",
        ),
        "received": any_of(
            r"(?:primirea|receptia)\s+(?:marfii|marfurilor)|marf(?:a|uri(?:le)?)\s+(?:a\s+fost\s+)?primit\w*",
            r"semnatura\s+(?:si\s+stampila\s+)?destinatar\w*|signature\s+(?:and\s+stamp\s+)?of\s+(?:the\s+)?consignee",
            r"goods\s+received|receipt\s+of\s+(?:the\s+)?goods|gut\s+empfangen|marchandises?\s+re[c9]ues?",
        ),
        "established": any_of(
            r"intocmit[aă]?(?:\s+(?:in|la)\b)?",
            r"(?:established|made\s+out|issued)\s+in",
            r"ausgefertigt\s+in",
            r"etablie?\s+a",
        ),
        "documents": any_of(
            r"documente(?:le)?\s+(?:anexate|insotitoare)",
            r"(?:documents|papers)\s+(?:attached|annexed|handed)\w*",
            r"(?:attached|annexed|accompanying)\s+documents",
            r"beigefugte\s+dokumente|dokumente\s+beigefugt",
            r"documents\s+annexes",
        ),
        "instructions": any_of(
            r"instructiuni(?:le)?(?:\s+(?:ale\s+)?expeditor\w*)?",
            r"sender'?s?\s+instructions",
            r"anweisungen\s+des\s+absenders",
            r"instructions\s+de\s+l\W?expediteur",
        ),
        "payment": any_of(
            r"instructiuni(?:le)?\s+(?:de|privind)\s+plat\w*|instruction\w*\s+as\s+to\s+payment.*",
            r"prescriptions\s+d\W?affranchissement|frachtzahlungsanweisung\w*|payment\s+instructions",
            r"(?:carriage|freight)\s+(?:charges\s+)?(?:paid|forward)",
        ),
        "to_pay": any_of(
            r"plata\s+prin|(?:de\s+platit|plata)\s+de|to\s+be\s+paid\s+by|zu\s+(?:be)?zahlen(?:\s+vom)?"
            r"|a\s+payer\s+par",
            r"ramburs|cash\s+on\s+delivery|reimbursement|nachnahme|remboursement|ruckerstattung",
        ),
        "agreements": any_of(
            r"conventii\s+speciale",
            r"special\s+agreements",
            r"besondere\s+vereinbarungen",
            r"conventions\s+particulieres",
        ),
        "taking_over": any_of(
            r"loc(?:ul)?\s*(?:(?:si|/|,)\s*data\s*)?(?:de\s+|a\s+|al\s+)?(?:incarcari\w*|incarcare|preluari\w*"
            r"|preluare|primiri\w*)"
            r"(?:\s+(?:marf\w+))?",
            r"place\s+(?:and\s+date\s+)?(?:of\s+)?(?:the\s+)?(?:taking\s+over|loading"
            r"|pick-?up)(?:\s+(?:of\s+)?the\s+goods)?",
            r"ort\s+und\s+(?:tag|datum)\s+der\s+(?:ubernahme|beladung)(?:\s+des\s+gutes)?|ubernahmeort|ladeort",
            r"lieu\s+et\s+date\s+de\s+(?:la\s+)?prise\s+en\s+charge",
            r"taking\s+over(?:\s+of)?\s+the\s+goods",
        ),
        "delivery": any_of(
            r"loc(?:ul)?\s*(?:(?:si|/|,)\s*data\s*)?(?:de\s+|a\s+|al\s+|prevazut\s+pentru\s+)?(?:descarcari\w*"
            r"|descarcare|livrari\w*"
            r"|livrare|eliberar\w+|destinati\w+)(?:\s+(?:marf\w+))?",
            r"place\s+(?:of\s+|designated\s+for\s+)?(?:the\s+)?(?:delivery|unloading"
            r"|destination)(?:\s+of\s+the\s+goods)?",
            r"auslieferungsort(?:\s+des\s+gutes)?|entladeort|ort\s+der\s+(?:ab|aus)?lieferung|ablieferungsort",
            r"lieu\s+(?:prevu\s+pour\s+la\s+)?(?:de\s+)?livraison",
            r"delivery\s+of\s+the\s+goods",
        ),
        "sender": r"expeditor(?:ul)?|sender|consignor|shipper|absender|expediteur",
        "consignee": r"destinatar(?:ul)?|consignee|empfanger|destinataire",
        "carrier": r"transportator(?:ul)?|caraus(?:ul)?|carrier|haulier|frachtfuhrer|transporteur",
        "marks": r"marci(?:\s+si\s+numere)?|marcaje|marks(?:\s+(?:and|&)\s+n\w*)?|kennzeichen\s+und\s+nummern"
        r"|marques\s+et\s+num\w+",
        "packages": any_of(
            r"(?:numar(?:ul)?|nr\.?)\s*(?:de\s+)?coli?ete(?:lor)?|number\s+of\s+packages|no\.?\s+of\s+(?:packages"
            r"|pkgs)",
            r"anzahl\s+der\s+packstucke|nombre\s+des\s+colis|colete",
        ),
        "packing": r"mod(?:ul)?\s+(?:de\s+)?ambala\w+|(?:felul\s+)?ambalaj\w*|(?:method|kind|type)\s+of\s+packing"
        r"|art\s+der\s+verpackung"
        r"|mode\s+d\W?emballage|packing",
        "nature": r"natura\s+marf\w+|denumirea\s+marf\w+|nature\s+of\s+(?:the\s+)?goods"
        r"|description\s+of\s+(?:the\s+)?goods"
        r"|bezeichnung\s+des\s+gutes|nature\s+de\s+la\s+marchandise",
        "hs": r"(?:nr\.?|numar|cod)\s+statistic|statistical\s+n\w*|statistik-?\s?nummer|no\s+statistique",
        "gross": r"greutat(?:e|ea)\s+brut\w*|gross\s+weight|bruttogewicht|poids\s+brut|brutto\s*-?gewicht",
        "volume": r"cubaj(?:ul)?|volum(?:ul)?|volume|umfang|cubage|rauminhalt",
        "class": r"clasa|class\b|klasse|classe",
    }
)
"""Of two that begin alike the more particular one comes first."""
OWN_LABELS = MappingProxyType(
    {
        "number": any_of(
            rf"(?:international\s+)?(?:consignment\s+note|scrisoare\s+de\s+(?:trasura|transport)|frachtbrief)"
            rf"(?:\s+(?:internationala|cmr|\(cmr\)))*\s*{_NUMBER}",
            rf"cmr\s*(?:[-/]\s*)?{_NUMBER}|{_NUMBER}\s*(?:de\s+)?cmr(?!\s*-\s*\d)",
        ),
        "order_reference": any_of(
            rf"(?:(?:transport|your|our|client)\s+)?order\s*(?:{_NUMBER}|ref\w*\.?)",
            rf"comand[ae]i?(?:\s+(?:de\s+)?transport)?\s*{_NUMBER}|{_NUMBER}\s*comand[ae]",
            rf"(?:transport)?auftrags?-?\s*{_NUMBER}|transport\s+order|comanda\s+de\s+transport",
        ),
        "any_number": _NUMBER,
    }
)


def _caption(words: str) -> re.Pattern[str]:
    return re.compile(rf"^(?:\(?\d{{1,2}}[.)]?\s*)?(?:{words})(?!\w)")


CONSIGNMENT_NOTE = Vocabulary(
    labels=label_patterns({**PARTY_LABELS, **TRANSPORT_LABELS, **OWN_LABELS}),
    headings=tuple((kind, _caption(words)) for kind, words in CAPTIONS.items()),
    boxed=True,
)
