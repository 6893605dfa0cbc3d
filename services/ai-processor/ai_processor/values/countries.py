"""Countries and Romanian counties by the names that addresses use."""

from __future__ import annotations

import re

from ai_processor.values.text import fold

_COUNTRIES = {
    "RO": "romania|rou|rumanien",
    "DE": "germania|germany|deutschland|d|ger|deu",
    "AT": "austria|osterreich|a|aut",
    "HU": "ungaria|hungary|ungarn|magyarorszag|h|hun",
    "BG": "bulgaria|bulgarien|bgr",
    "PL": "polonia|poland|polen|polska|pol",
    "CZ": "cehia|republica ceha|czech republic|czechia|tschechien|cesko|cze",
    "SK": "slovacia|slovakia|slowakei|slovensko|svk",
    "IT": "italia|italy|italien|i|ita",
    "FR": "franta|france|frankreich|f|fra",
    "ES": "spania|spain|spanien|espana|e|esp",
    "NL": "olanda|tarile de jos|netherlands|the netherlands|holland|niederlande|nederland|nld",
    "BE": "belgia|belgium|belgien|belgique|b|bel",
    "LU": "luxemburg|luxembourg|l|lux",
    "GB": "marea britanie|anglia|regatul unit|united kingdom|great britain|england|grossbritannien|uk|gbr",
    "IE": "irlanda|ireland|irland|irl",
    "DK": "danemarca|denmark|danemark|dnk",
    "SE": "suedia|sweden|schweden|s|swe",
    "NO": "norvegia|norway|norwegen",
    "FI": "finlanda|finland|finnland|fin",
    "EE": "estonia|estland|est",
    "LV": "letonia|latvia|lettland|lva",
    "LT": "lituania|lithuania|litauen|lietuva|ltu",
    "SI": "slovenia|slowenien|slovenija|svn|slo",
    "HR": "croatia|kroatien|hrvatska|hrv",
    "RS": "serbia|serbien|srbija|srb",
    "BA": "bosnia si hertegovina|bosnia and herzegovina|bosnia",
    "ME": "muntenegru|montenegro",
    "MK": "macedonia de nord|north macedonia|macedonia",
    "AL": "albania|albanien",
    "GR": "grecia|greece|griechenland|grc|el",
    "TR": "turcia|turkey|turkiye|turkei|tur",
    "UA": "ucraina|ukraine|ukr",
    "MD": "republica moldova|moldova|moldau|mda",
    "CH": "elvetia|switzerland|schweiz|suisse|che",
    "PT": "portugalia|portugal|p|prt",
    "CY": "cipru|cyprus|zypern",
    "MT": "malta",
    "LI": "liechtenstein",
    "GE": "georgia",
    "BY": "belarus",
}
_BY_NAME = {code.lower(): code for code in _COUNTRIES} | {
    name: code for code, names in _COUNTRIES.items() for name in names.split("|")
}

COUNTIES = {
    "AB": "Alba",
    "AR": "Arad",
    "AG": "Argeș",
    "BC": "Bacău",
    "BH": "Bihor",
    "BN": "Bistrița-Năsăud",
    "BT": "Botoșani",
    "BV": "Brașov",
    "BR": "Brăila",
    "B": "București",
    "BZ": "Buzău",
    "CS": "Caraș-Severin",
    "CL": "Călărași",
    "CJ": "Cluj",
    "CT": "Constanța",
    "CV": "Covasna",
    "DB": "Dâmbovița",
    "DJ": "Dolj",
    "GL": "Galați",
    "GR": "Giurgiu",
    "GJ": "Gorj",
    "HR": "Harghita",
    "HD": "Hunedoara",
    "IL": "Ialomița",
    "IS": "Iași",
    "IF": "Ilfov",
    "MM": "Maramureș",
    "MH": "Mehedinți",
    "MS": "Mureș",
    "NT": "Neamț",
    "OT": "Olt",
    "PH": "Prahova",
    "SM": "Satu Mare",
    "SJ": "Sălaj",
    "SB": "Sibiu",
    "SV": "Suceava",
    "TR": "Teleorman",
    "TM": "Timiș",
    "TL": "Tulcea",
    "VS": "Vaslui",
    "VL": "Vâlcea",
    "VN": "Vrancea",
}
"""Romanian counties by their plate code."""
_COUNTY_NAMES = {fold(name): name for name in COUNTIES.values()}


def country_of(text: str, *, letters: bool = False) -> str | None:
    """The ISO code of a country's name or code; with ``letters`` also of one-letter codes (``D-85748``)."""
    name = re.sub(r"[^a-z ]", "", fold(text)).strip()
    if len(name) < 2 and not letters:
        return None
    return _BY_NAME.get(name)


def is_county(text: str) -> bool:
    """Whether the text is the name of a Romanian county."""
    return fold(text).strip(" .") in _COUNTY_NAMES


_TOWN_NAMES = """
Alba Iulia, Alexandria, Arad, Bacău, Baia Mare, Bârlad, Bistrița, Blaj, Botoșani, Brașov, Brăila, Bragadiru,
București, Bucuresti, Buzău, Călărași, Câmpina, Câmpulung, Caracal, Caransebeș, Carei, Chiajna, Chitila, Cluj-Napoca,
Cluj, Codlea, Constanța, Craiova, Curtea de Argeș, Dej, Deva, Dorohoi, Drăgășani, Drobeta-Turnu Severin, Făgăraș,
Fălticeni, Fetești, Focșani, Galați, Ghimbav, Gherla, Giurgiu, Hunedoara, Huși, Iași, Jibou, Lugoj, Lupeni, Mangalia,
Medgidia, Mediaș, Miercurea Ciuc, Mioveni, Mizil, Moreni, Motru, Năvodari, Odorheiu Secuiesc, Oltenița, Onești,
Oradea, Otopeni, Pantelimon, Pașcani, Petroșani, Piatra Neamț, Pitești, Ploiești, Popești-Leordeni, Rădăuți,
Râmnicu Sărat, Râmnicu Vâlcea, Reghin, Reșița, Roman, Roșiori de Vede, Satu Mare, Săcele, Sebeș, Sfântu Gheorghe,
Sibiu, Sighetu Marmației, Sighișoara, Slatina, Slobozia, Suceava, Târgoviște, Târgu Jiu, Târgu Mureș, Târgu Secuiesc,
Tecuci, Timișoara, Tulcea, Turda, Turnu Măgurele, Urziceni, Vaslui, Vatra Dornei, Voluntari, Zalău, Zărnești,
Ștefăneștii de Jos, Găești, Afumați, Mogoșoaia, Buftea, Cernavodă, Ocna Mureș, Aiud, Câmpia Turzii, Jilava
"""
_TOWNS = frozenset(fold(town.strip()) for town in _TOWN_NAMES.split(","))
"""Towns that orders name most, for addresses that leave out the country."""


def is_romanian_town(text: str) -> bool:
    """Whether the text is the name of a larger Romanian town, with or without diacritics."""
    return re.sub(r"\s*,?\s*sect(?:or|\.).*$", "", fold(text)).strip(" .").replace("ș", "s") in _TOWNS
