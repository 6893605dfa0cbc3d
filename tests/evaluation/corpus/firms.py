"""Invented firms and people. Tax numbers, register numbers, accounts and UIT codes carry right check digits."""

from __future__ import annotations

import string
import unicodedata
from dataclasses import dataclass
from random import Random

from stdnum.eu import vat as eu_vat
from stdnum.ro import cui as ro_cui

from tests.evaluation.corpus.places import Address, address_in

_STEMS = (
    "Nordvest", "Agromec", "Valahia", "Carpatin", "Dunărea", "Someșul", "Bucovina", "Transilvan", "Moldotrans",
    "Oltenia", "Crișana", "Banat", "Pontica", "Argeșul", "Vrancea", "Mureșul", "Ardeal", "Zimbrul", "Șoimul",
    "Egreta", "Cormoran", "Bistra", "Jiul", "Prahova", "Siretul", "Ialomița", "Târnava", "Retezat", "Ceahlău",
    "Făgăraș", "Bărăgan", "Dacia Verde", "Terra Nova", "Euroflux", "Novatex", "Inter Alfa", "Polimax", "Stelaris",
)  # fmt: skip
_TRADES = {
    "forwarder": ("Spedition", "Expediții", "Freight Solutions", "Logistic", "Casa de Expediții", "Speditor"),
    "carrier": ("Trans", "Cargo", "Cargo Line", "Speed Trans", "Express", "Transport", "Cargo Exim", "Auto Trans"),
    "shipper": (
        "Metal", "Plastica", "Mobilă", "Ambalaje", "Distribuție", "Alimentar", "Ceramica", "Lemn", "Textil", "Chimica",
        "Agro", "Sticlă", "Profil", "Instal", "Electro", "Fruct", "Lactate", "Beton", "Hidraulica",
    ),
}  # fmt: skip
_FORMS = {
    "RO": ("S.R.L.", "S.R.L.", "SRL", "S.A.", "S.R.L."), "DE": ("GmbH", "GmbH & Co. KG", "AG"), "AT": ("GmbH",),
    "HU": ("Kft.", "Zrt."), "PL": ("Sp. z o.o.", "S.A."), "CZ": ("s.r.o.", "a.s."), "SK": ("s.r.o.",),
    "IT": ("S.r.l.", "S.p.A."), "FR": ("SAS", "SARL"), "NL": ("B.V.",), "BE": ("NV", "BV"), "BG": ("EOOD", "OOD"),
    "SI": ("d.o.o.",), "HR": ("d.o.o.",), "ES": ("S.L.", "S.A."),
}  # fmt: skip
_FOREIGN_STEMS = {
    "DE": ("Möbelwerk Kreutz", "Bayerische Kunststoff", "Stahlbau Wagner", "Grünwald Logistik", "Hansa Papier",
           "Folienwerk Ost", "Autoteile Brandt", "Lebensmittel Krüger", "Holzkontor Schäfer", "Technoform"),
    "AT": ("Alpen Glas", "Donau Metall", "Wachau Holz", "Tiroler Käse", "Steirer Profil"),
    "HU": ("Üveg-Ház", "Duna Papír", "Alföld Agro", "Pannon Fém", "Tisza Élelmiszer"),
    "PL": ("Stal Service", "Meble Wisła", "Opakowania Śląsk", "Agro Mazur", "Chemia Polska"),
    "CZ": ("Moravské Sklo", "Kovo Brno", "Papír Vltava", "Strojírny Hora"),
    "SK": ("Tatra Plast", "Dunaj Sklad", "Karpat Drevo"),
    "IT": ("Ceramiche Aurora", "Meccanica Bassi", "Alimentari Del Sole", "Tessuti Riva", "Arredo Più"),
    "FR": ("Emballages Girard", "Société Vernier", "Bois et Forêt", "Plasturgie du Rhône"),
    "NL": ("Van Dijk Bloemen", "Havenkoel", "Plantex"), "BE": ("Flandria Tapijt", "Chimco"),
    "BG": ("Rodopi Plast", "Danub Metal"), "SI": ("Alpe Les", "Gorenjski Profil"), "HR": ("Jadran Pak", "Sava Drvo"),
    "ES": ("Frutas del Ebro", "Cerámicas Levante"),
}  # fmt: skip
_GIVEN = (
    "Marius", "Ionuț", "Andrei", "Ștefan", "Gheorghe", "Vasile", "Costel", "Dănuț", "Florin", "Raluca", "Elena",
    "Ana-Maria", "Mihaela", "Cristina", "Bogdan", "Lucian", "Radu", "Cătălin", "Ioana", "Nicoleta", "Petru", "Sorin",
)  # fmt: skip
_FAMILY = (
    "Dobrescu", "Văcărescu", "Șerbănescu", "Țurcanu", "Munteanu", "Pop", "Hrițcu", "Ionescu", "Mânzățeanu", "Bălan",
    "Crăciun", "Stoica", "Lungu", "Rusu", "Oprea", "Chiriță", "Neagu", "Vlad", "Tănase", "Moldovan", "Szabó", "Popa",
)  # fmt: skip
_VAT_DIGITS = {
    "DE": 9, "AT": 8, "HU": 8, "PL": 10, "CZ": 8, "SK": 10, "IT": 11, "FR": 11, "NL": 9, "BE": 10, "BG": 9, "SI": 8,
    "HR": 11, "ES": 8,
}  # fmt: skip
_BANKS = ("BTRL", "RNCB", "INGB", "BRDE", "RZBR", "BACX", "CECE", "PIRB")
BANK_NAMES = {
    "BTRL": "Banca Transilvania", "RNCB": "BCR", "INGB": "ING Bank", "BRDE": "BRD - Groupe Société Générale",
    "RZBR": "Raiffeisen Bank", "BACX": "UniCredit Bank", "CECE": "CEC Bank", "PIRB": "First Bank",
}  # fmt: skip
_UIT_LETTERS = "0123456789ACDEFHJKLMNPQRTUVWXY"


def without_diacritics(text: str) -> str:
    """``text`` without diacritics."""
    decomposed = unicodedata.normalize("NFKD", text.translate(str.maketrans("łŁ", "lL")))
    return "".join(each for each in decomposed if not unicodedata.combining(each))


@dataclass(frozen=True, slots=True)
class Firm:
    """A firm. ``vat`` has no country prefix for Romania; ``bank`` is the four letters of its IBAN."""

    name: str
    country: str
    address: Address
    vat: str
    registration: str
    iban: str
    bank: str
    contact: str
    phone: str
    email: str


def person(rng: Random) -> str:
    """A person's name."""
    return f"{rng.choice(_GIVEN)} {rng.choice(_FAMILY)}"


def mobile(rng: Random) -> str:
    """A Romanian mobile number, digits only."""
    return f"07{rng.choice('2346')}{rng.randint(1, 9)}{rng.randint(0, 999999):06d}"


def firm(rng: Random, trade: str, country: str = "RO") -> Firm:
    """An invented firm of a ``trade`` (forwarder, carrier, shipper)."""
    if country == "RO":
        stem, word = rng.choice(_STEMS), rng.choice(_TRADES[trade])
        name = f"{word} {stem}" if trade == "shipper" and rng.random() < 0.4 else f"{stem} {word}"
    else:
        name = rng.choice(_FOREIGN_STEMS[country])
    name = f"{name} {rng.choice(_FORMS[country])}"
    if rng.random() < 0.4:
        name = name.upper()
    address = address_in(rng, country)
    bank = rng.choice(_BANKS)
    contact = person(rng)
    mailboxes = ("office", "transport", "dispecerat", "logistica", contact.split()[0].lower())
    domain = "".join(each for each in without_diacritics(name.lower()).split(" ")[0] if each.isalnum())
    return Firm(
        name=name,
        country=country,
        address=address,
        vat=_vat(rng, country),
        registration=_registration(rng, address),
        iban=iban(rng, bank),
        bank=bank,
        contact=contact,
        phone=mobile(rng),
        email=without_diacritics(f"{rng.choice(mailboxes)}@{domain}.ro"),
    )


def _vat(rng: Random, country: str) -> str:
    base = str(rng.randint(400_000, 48_000_000))[:8]
    if country == "RO":
        return base + str(ro_cui.calc_check_digit(base))
    while True:
        number = "".join(rng.choice(string.digits[1:]) for _ in range(_VAT_DIGITS[country]))
        candidate = {"AT": f"ATU{number}", "NL": f"NL{number}B01", "ES": f"ESB{number}"}.get(
            country, f"{country}{number}"
        )
        if eu_vat.is_valid(candidate):
            return candidate


def _registration(rng: Random, address: Address) -> str:
    year, number = rng.randint(1994, 2024), rng.randint(12, 9400)
    county = 40 if address.town.plate == "B" else rng.randint(1, 39)
    if rng.random() < 0.3:
        return f"J{year}{number:06d}{county:02d}{rng.randint(0, 9)}"
    return f"J{county:02d}/{number}/{year}"


def iban(rng: Random, bank: str) -> str:
    """A Romanian account with right check digits."""
    account = "".join(rng.choice(string.digits + "RONCTV") for _ in range(4)) + "".join(
        rng.choice(string.digits) for _ in range(12)
    )
    number = "".join(str(int(char, 36)) for char in f"{bank}{account}RO00")
    return f"RO{98 - int(number) % 97:02d}{bank}{account}"


def uit(rng: Random) -> str:
    """A UIT code: fourteen characters and the sum of their codes modulo 100."""
    base = "".join(rng.choice(_UIT_LETTERS) for _ in range(14))
    return f"{base}{sum(map(ord, base)) % 100:02d}"


def plate(rng: Random, county: str) -> tuple[str, str, str]:
    """A Romanian plate in its three parts."""
    letters = "ABCDEFGHJKLMNPRSTUVWXYZ"
    number = f"{rng.randint(100, 999)}" if county == "B" and rng.random() < 0.7 else f"{rng.randint(1, 99):02d}"
    return county, number, rng.choice(letters) + "".join(rng.choice(letters) for _ in range(2))
