"""The words that labels, headings and captions are made of, as they are spelled: what a misread word may have been."""

from __future__ import annotations

from types import MappingProxyType

from ai_processor.values.text import fold

_WORDS = """
comandă comenzii transport transportator transportatorul transportului expeditor expeditorul expediții expediție
spediții spediție spedition spediteur logistică logistic logistics logistik transporturi
încărcare încărcării încărcarea descărcare descărcării descărcarea preluare livrare livrării adresă adresa data
interval intervalul orar locul localitate județ județul telefon mobil contact persoană persoana referință referința
observații instrucțiuni mențiuni marfă marfa mărfii mărfurilor denumire denumirea descriere descrierea natura greutate
greutatea brută brut totală paleți colete cantitate ambalaj volum cubaj valoare valoarea temperatură temperatura regim
număr numărul înmatriculare auto camion semiremorcă remorcă remorca tractor vehicul șofer șoferul conducător preț prețul
tarif tariful navlu plată plata plății termen termenul scadență scadentă modalitate factură factura fiscală seria aviz
însoțire furnizor furnizorul cumpărător cumpărătorul client clientul beneficiar beneficiarul prestator destinatar
destinatarul delegat emiterii emitent banca cont înregistrare registrul comerțului unitar cotă bază total condiții
generale scrisoare trăsură rezerve anexate documente documentele semnătura ștampila primirea întocmit valabil
order transport carrier client customer shipper sender consignee receiver loading unloading delivery collection pickup
address country contact person phone email reference remarks instructions notes goods description weight gross pallets
packages quantity packing volume temperature truck trailer plate vehicle driver price freight rate payment terms days
invoice number date issue seller buyer supplier amount subtotal currency account consignment note place reservations
successive carriers documents attached signature received established dispatch conditions confirmation
transportauftrag frachtauftrag auftrag auftragsnummer auftraggeber frachtführer frachtbrief absender empfänger
beladung ladestelle ladedatum entladung entladestelle entladedatum lieferung anschrift ansprechpartner telefon
gewicht bruttogewicht paletten lademeter menge bezeichnung verpackung kennzeichen auflieger anhänger fahrer fahrzeug
frachtpreis zahlungsziel zahlbar rechnung rechnungsnummer rechnungsdatum verkäufer käufer lieferant lieferschein kunde
nettobetrag gesamtbetrag zwischensumme umsatzsteuer steuernummer bankverbindung fälligkeit vorbehalte unterschrift
bemerkungen hinweise temperatur ware datum
"""
SHORTEST = 4
LABEL_WORDS = MappingProxyType({fold(word): word for word in _WORDS.split() if len(word) >= SHORTEST})
"""The spelling of each word by its folded form."""
