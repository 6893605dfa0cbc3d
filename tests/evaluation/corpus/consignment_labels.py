"""What the boxes of a consignment note are called, in Romanian, English, French and German."""

from __future__ import annotations

NAMES = {
    "sender": (
        "Expeditor",
        "Sender",
        "Expéditeur",
        "Absender",
    ),
    "consignee": (
        "Destinatar",
        "Consignee",
        "Destinataire",
        "Empfänger",
    ),
    "delivery": (
        "Locul descărcării mărfii",
        "Place of delivery of the goods",
        "Lieu de livraison",
        "Auslieferungsort des Gutes",
    ),
    "taking_over": (
        "Locul și data încărcării mărfii",
        "Place and date of taking over the goods",
        "Lieu et date de la prise en charge",
        "Ort und Tag der Übernahme des Gutes",
    ),
    "documents": (
        "Documente anexate",
        "Documents attached",
        "Documents annexés",
        "Beigefügte Dokumente",
    ),
    "instructions": (
        "Instrucțiunile expeditorului",
        "Sender's instructions",
        "Instructions de l'expéditeur",
        "Anweisungen des Absenders",
    ),
    "payment": (
        "Instrucțiuni de plată",
        "Instructions as to payment",
        "Prescriptions d'affranchissement",
        "Frachtzahlungsanweisungen",
    ),
    "cash": (
        "Ramburs",
        "Cash on delivery",
        "Remboursement",
        "Nachnahme",
    ),
    "carrier": (
        "Transportator",
        "Carrier",
        "Transporteur",
        "Frachtführer",
    ),
    "successive": (
        "Transportatori succesivi",
        "Successive carriers",
        "Transporteurs successifs",
        "Nachfolgende Frachtführer",
    ),
    "reservations": (
        "Rezerve și observații ale transportatorului",
        "Carrier's reservations and observations",
        "Réserves et observations du transporteur",
        "Vorbehalte und Bemerkungen der Frachtführer",
    ),
    "special": (
        "Convenții speciale",
        "Special agreements",
        "Conventions particulières",
        "Besondere Vereinbarungen",
    ),
    "to_be_paid": (
        "Plata prin",
        "To be paid by",
        "A payer par",
        "Zu zahlen vom",
    ),
    "established": (
        "Întocmit în",
        "Established in",
        "Etablie à",
        "Ausgefertigt in",
    ),
    "sign_sender": (
        "Semnătura și ștampila expeditorului",
        "Signature and stamp of the sender",
        "Signature de l'expéditeur",
        "Unterschrift und Stempel des Absenders",
    ),
    "sign_carrier": (
        "Semnătura și ștampila transportatorului",
        "Signature and stamp of the carrier",
        "Signature du transporteur",
        "Unterschrift und Stempel des Frachtführers",
    ),
    "received": (
        "Primirea mărfii",
        "Goods received",
        "Marchandises reçues",
        "Gut empfangen",
    ),
    "marks": (
        "Mărci și numere",
        "Marks and Nos",
        "Marques et numéros",
        "Kennzeichen und Nummern",
    ),
    "quantity": (
        "Nr. colete",
        "Number of packages",
        "Nombre des colis",
        "Anzahl der Packstücke",
    ),
    "package": (
        "Mod de ambalare",
        "Method of packing",
        "Mode d'emballage",
        "Art der Verpackung",
    ),
    "nature": (
        "Natura mărfii",
        "Nature of the goods",
        "Nature de la marchandise",
        "Bezeichnung des Gutes",
    ),
    "statistical": (
        "Nr. statistic",
        "Statistical number",
        "No statistique",
        "Statistiknummer",
    ),
    "gross": (
        "Greutate brută kg",
        "Gross weight in kg",
        "Poids brut kg",
        "Bruttogewicht in kg",
    ),
    "volume": (
        "Cubaj m3",
        "Volume in m3",
        "Cubage m3",
        "Umfang in m3",
    ),
}

TITLES = (
    "SCRISOARE DE TRANSPORT INTERNAȚIONAL",
    "INTERNATIONAL CONSIGNMENT NOTE",
    "LETTRE DE VOITURE INTERNATIONALE",
    "INTERNATIONALER FRACHTBRIEF",
)
