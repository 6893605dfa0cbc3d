"""General conditions, as orders carry them behind the data: long, numbered, full of numbers that belong to no field."""

from __future__ import annotations

from random import Random

_RO = (
    "Transportatorul confirmă primirea comenzii în maximum 30 de minute; lipsa unui răspuns se consideră acceptare.",
    "Este interzisă subcontractarea prezentei comenzi fără acordul scris al expeditorului, sub sancțiunea neplății.",
    "Transportatorul răspunde de integritatea mărfii de la încărcare și până la descărcare, conform Convenției CMR.",
    "Pentru fiecare oră de întârziere se percep penalități de 50 EUR; pentru neprezentare, 500 EUR.",
    "Staționarea se plătește cu 200 EUR pe zi, după primele 24 de ore la încărcare și 24 de ore la descărcare.",
    "Documentele de transport (2 CMR în original, aviz, factură) se transmit în maximum 10 zile lucrătoare.",
    "Plata se face numai pe baza facturii în original, la cursul BNR din ziua facturării.",
    "Asigurarea CMR trebuie să acopere minimum 100.000 EUR pe eveniment pentru vehicule de 24 t.",
    "Conducătorul auto va asigura marfa cu minimum 24 de chingi și va verifica numărul coletelor.",
    "Paleții EUR se schimbă la descărcare; paleții neschimbați se facturează cu 12 EUR bucata.",
    "Orice modificare a datelor sau a locului de descărcare se face numai cu acordul scris al expeditorului.",
    "Litigiile se soluționează pe cale amiabilă sau de instanțele de la sediul expeditorului.",
    "Clientul final nu va fi contactat direct; încălcarea se penalizează cu 10.000 EUR, timp de 12 luni.",
    "Vehiculul va fi curat, uscat, fără miros și dotat cu folie antiderapantă.",
    "CMR-ul semnat și ștampilat se transmite scanat în ziua descărcării.",
)
_EN = (
    "The carrier confirms this order within 30 minutes; without an answer it is deemed accepted.",
    "Subcontracting without our written consent is forbidden and releases us from payment.",
    "The carrier is liable for the goods from loading to unloading according to the CMR convention.",
    "Delays are charged with 50 EUR per hour; failure to appear at the place of loading with 500 EUR.",
    "Standstill is free for 24 hours at loading and 24 hours at unloading, then 200 EUR per day.",
    "Payment is made only against the original invoice and two original CMR notes, signed and stamped.",
    "CMR insurance must cover at least 100,000 EUR per event.",
    "The driver has at least 24 lashing straps and checks the number of packages at loading.",
    "EUR pallets are exchanged; pallets not exchanged are invoiced at 12 EUR each.",
    "Contact with our customer is not allowed; a breach is charged with 10,000 EUR for 12 months.",
    "The vehicle must be clean, dry and free of odour.",
    "A signed proof of delivery is sent by e-mail on the day of unloading.",
)
_DE = (
    "Der Frachtführer bestätigt diesen Auftrag binnen 30 Minuten; ohne Antwort gilt er als angenommen.",
    "Die Weitergabe des Auftrags ohne schriftliche Zustimmung ist untersagt.",
    "Es gelten die Bestimmungen der CMR sowie ergänzend die ADSp 2017.",
    "Verspätungen werden mit 50 EUR je Stunde berechnet, Nichtgestellung mit 500 EUR.",
    "Standgeld: 24 Stunden frei an der Beladestelle und 24 Stunden an der Entladestelle, danach 200 EUR je Tag.",
    "Zahlung nur gegen Originalrechnung mit zwei CMR-Frachtbriefen im Original.",
    "Die CMR-Versicherung muss mindestens 600.000 EUR je Schadensfall decken.",
    "Europaletten sind Zug um Zug zu tauschen; nicht getauschte werden mit 12 EUR berechnet.",
    "Kundenschutz gilt als vereinbart; Verstöße werden mit 10.000 EUR geahndet.",
    "Das Fahrzeug muss sauber, trocken und geruchsfrei sein; mindestens 24 Zurrgurte sind mitzuführen.",
)
_ALL = {"ro": _RO, "en": _EN, "de": _DE}


def terms(rng: Random, language: str, count: int) -> list[str]:
    """``count`` numbered conditions (fewer where there are not as many)."""
    chosen = rng.sample(_ALL[language], min(count, len(_ALL[language])))
    return [f"{at}. {text}" for at, text in enumerate(chosen, 1)]
