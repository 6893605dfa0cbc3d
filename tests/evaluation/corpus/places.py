"""Towns with postal codes that are really theirs, by country; streets as each country writes them."""

from __future__ import annotations

from dataclasses import dataclass
from random import Random


@dataclass(frozen=True, slots=True)
class Town:
    """A town: ``postcode`` is one of its own, ``county`` only for Romania (name and the two letters of its plates)."""

    country: str
    postcode: str
    name: str
    county: str = ""
    plate: str = ""


@dataclass(frozen=True, slots=True)
class Address:
    """Where a firm or a stop is."""

    street: str
    town: Town


_ROMANIA = """
010072 București|B|;020331 București|B|;032258 București|B|;061103 București|B|;400641 Cluj-Napoca|CJ|Cluj
405200 Dej|CJ|Cluj;401079 Turda|CJ|Cluj;405100 Câmpia Turzii|CJ|Cluj;407280 Florești|CJ|Cluj
300633 Timișoara|TM|Timiș;305500 Lugoj|TM|Timiș;307200 Ghiroda|TM|Timiș;305600 Sânnicolau Mare|TM|Timiș
700293 Iași|IS|Iași;705200 Pașcani|IS|Iași;900147 Constanța|CT|Constanța;905700 Năvodari|CT|Constanța
905600 Medgidia|CT|Constanța;500053 Brașov|BV|Brașov;505100 Codlea|BV|Brașov;507075 Ghimbav|BV|Brașov
505200 Făgăraș|BV|Brașov;200585 Craiova|DJ|Dolj;800402 Galați|GL|Galați;805300 Tecuci|GL|Galați
100189 Ploiești|PH|Prahova;105600 Câmpina|PH|Prahova;107025 Ariceștii Rahtivani|PH|Prahova
410605 Oradea|BH|Bihor;415600 Marghita|BH|Bihor;810075 Brăila|BR|Brăila;310580 Arad|AR|Arad;315400 Lipova|AR|Arad
110138 Pitești|AG|Argeș;115400 Mioveni|AG|Argeș;115100 Câmpulung|AG|Argeș;550052 Sibiu|SB|Sibiu
551034 Mediaș|SB|Sibiu;555300 Cisnădie|SB|Sibiu;600293 Bacău|BC|Bacău;601067 Onești|BC|Bacău
540485 Târgu Mureș|MS|Mureș;545400 Sighișoara|MS|Mureș;430291 Baia Mare|MM|Maramureș
435500 Sighetu Marmației|MM|Maramureș;120208 Buzău|BZ|Buzău;125300 Râmnicu Sărat|BZ|Buzău
710005 Botoșani|BT|Botoșani;440247 Satu Mare|SM|Satu Mare;445100 Carei|SM|Satu Mare
240050 Râmnicu Vâlcea|VL|Vâlcea;220236 Drobeta-Turnu Severin|MH|Mehedinți;720043 Suceava|SV|Suceava
725400 Rădăuți|SV|Suceava;725200 Fălticeni|SV|Suceava;610101 Piatra Neamț|NT|Neamț;611040 Roman|NT|Neamț
210155 Târgu Jiu|GJ|Gorj;130095 Târgoviște|DB|Dâmbovița;135500 Moreni|DB|Dâmbovița;137245 Titu|DB|Dâmbovița
620083 Focșani|VN|Vrancea;625100 Adjud|VN|Vrancea;420063 Bistrița|BN|Bistrița-Năsăud;820009 Tulcea|TL|Tulcea
320066 Reșița|CS|Caraș-Severin;325400 Caransebeș|CS|Caraș-Severin;230082 Slatina|OT|Olt;235200 Caracal|OT|Olt
910019 Călărași|CL|Călărași;915200 Lehliu Gară|CL|Călărași;510110 Alba Iulia|AB|Alba;515800 Sebeș|AB|Alba
515600 Cugir|AB|Alba;515400 Blaj|AB|Alba;080336 Giurgiu|GR|Giurgiu;087015 Bolintin-Deal|GR|Giurgiu
330003 Deva|HD|Hunedoara;331057 Hunedoara|HD|Hunedoara;335700 Orăștie|HD|Hunedoara;450042 Zalău|SJ|Sălaj
520031 Sfântu Gheorghe|CV|Covasna;525400 Târgu Secuiesc|CV|Covasna;730233 Vaslui|VS|Vaslui;731050 Bârlad|VS|Vaslui
920033 Slobozia|IL|Ialomița;925200 Urziceni|IL|Ialomița;140016 Alexandria|TR|Teleorman;530140 Miercurea Ciuc|HR|Harghita
535600 Odorheiu Secuiesc|HR|Harghita;077120 Jilava|IF|Ilfov;075100 Otopeni|IF|Ilfov;077045 Chitila|IF|Ilfov
077160 Popești-Leordeni|IF|Ilfov;077096 Dragomirești-Vale|IF|Ilfov;077175 Ștefăneștii de Jos|IF|Ilfov
"""
_ABROAD = {
    "DE": "04158 Leipzig;09117 Chemnitz;21079 Hamburg;28197 Bremen;30179 Hannover;33605 Bielefeld;38112 Braunschweig;"
    "41468 Neuss;44149 Dortmund;45329 Essen;50735 Köln;55120 Mainz;60314 Frankfurt am Main;63263 Neu-Isenburg;"
    "65428 Rüsselsheim;67059 Ludwigshafen;68169 Mannheim;70327 Stuttgart;72770 Reutlingen;73730 Esslingen;"
    "76189 Karlsruhe;78056 Villingen-Schwenningen;80995 München;84030 Landshut;85053 Ingolstadt;86156 Augsburg;"
    "89231 Neu-Ulm;90431 Nürnberg;93055 Regensburg;94315 Straubing;97076 Würzburg;99098 Erfurt",
    "AT": "1230 Wien;2320 Schwechat;2700 Wiener Neustadt;3100 St. Pölten;4030 Linz;4600 Wels;5020 Salzburg;"
    "6020 Innsbruck;7100 Neusiedl am See;8041 Graz;9020 Klagenfurt",
    "HU": "1097 Budapest;2040 Budaörs;2310 Szigetszentmiklós;2600 Vác;2900 Komárom;3527 Miskolc;4031 Debrecen;"
    "4400 Nyíregyháza;5000 Szolnok;6000 Kecskemét;6728 Szeged;7630 Pécs;8000 Székesfehérvár;9027 Győr",
    "PL": "00-807 Warszawa;05-850 Ożarów Mazowiecki;30-740 Kraków;41-300 Dąbrowa Górnicza;40-389 Katowice;"
    "50-502 Wrocław;60-476 Poznań;80-601 Gdańsk;90-451 Łódź;95-010 Stryków;44-100 Gliwice",
    "CZ": "100 00 Praha;301 00 Plzeň;370 01 České Budějovice;460 01 Liberec;530 02 Pardubice;617 00 Brno;"
    "702 00 Ostrava;772 00 Olomouc",
    "SK": "821 04 Bratislava;917 01 Trnava;949 01 Nitra;010 01 Žilina;040 17 Košice;058 01 Poprad",
    "IT": "10156 Torino;20060 Liscate;20138 Milano;24126 Bergamo;25125 Brescia;29122 Piacenza;31100 Treviso;"
    "35127 Padova;37135 Verona;40127 Bologna;41122 Modena;47122 Forlì;50019 Sesto Fiorentino",
    "FR": "13127 Vitrolles;31200 Toulouse;38070 Saint-Quentin-Fallavier;44800 Saint-Herblain;54180 Heillecourt;"
    "59211 Santes;67100 Strasbourg;69800 Saint-Priest;77185 Lognes;93150 Le Blanc-Mesnil",
    "NL": "1437 EL Rozenburg;3197 KG Rotterdam;4879 AC Etten-Leur;5928 RH Venlo;5048 AS Tilburg;6921 RZ Duiven",
    "BE": "2030 Antwerpen;1120 Brussel;3600 Genk;4460 Grâce-Hollogne;9042 Gent",
    "BG": "1592 София;4003 Пловдив;7005 Русе;9009 Варна",
    "SI": "1000 Ljubljana;2000 Maribor;3000 Celje;6000 Koper",
    "HR": "10000 Zagreb;51000 Rijeka;21000 Split",
    "ES": "08040 Barcelona;28850 Torrejón de Ardoz;46394 Ribarroja del Turia;50197 Zaragoza",
}
_BULGARIAN = {"София": "Sofia", "Пловдив": "Plovdiv", "Русе": "Ruse", "Варна": "Varna"}
"""As documents for Romanian hauliers write them."""

_STREETS = {
    "RO": (
        "Str. Fabricii nr. {}", "Str. Depozitelor nr. {}", "Calea Clujului nr. {}", "Bd. Muncii nr. {}",
        "Șos. Giurgiului nr. {}", "Str. Câmpului nr. {}", "Bulevardul Industriei nr. {}", "Str. Zizinului {}",
        "Calea Aradului nr. {}", "Str. Gării nr. {}", "Șoseaua Națională nr. {}", "Str. Crișului nr. {}",
        "DN1 km {}", "Str. Principală {}", "Str. Izvorului nr. {}A", "Str. Petru Rareș nr. {}", "Aleea Teilor nr. {}",
        "Str. Ștefan cel Mare nr. {}", "Splaiul Unirii nr. {}", "Str. Uzinei nr. {}, hala 2",
    ),
    "DE": (
        "Industriestraße {}", "Hafenstraße {}", "Am Güterbahnhof {}", "Robert-Bosch-Straße {}", "Siemensstr. {}",
        "Gewerbepark Nord {}", "Carl-Benz-Straße {}", "Lagerweg {}", "An der Autobahn {}", "Daimlerring {}",
    ),
    "AT": ("Wiener Straße {}", "Industriezeile {}", "Hafengasse {}", "Linzer Straße {}", "Gewerbestraße {}"),
    "HU": ("Ipari út {}.", "Gyár utca {}.", "Kossuth Lajos utca {}.", "Raktár u. {}.", "Logisztikai park {}."),
    "PL": ("ul. Przemysłowa {}", "ul. Logistyczna {}", "ul. Magazynowa {}", "al. Jana Pawła II {}", "ul. Hutnicza {}"),
    "CZ": ("Průmyslová {}", "Tovární {}", "Nádražní {}", "Skladová {}"),
    "SK": ("Priemyselná {}", "Hlavná {}", "Skladová {}"),
    "IT": ("Via dell'Industria {}", "Via Emilia {}", "Via Galileo Galilei {}", "Viale del Lavoro, {}"),
    "FR": ("{} rue de l'Industrie", "ZI Nord, {} avenue Ampère", "{} bis rue des Métiers", "Parc d'activités, bât. {}"),
    "NL": ("Havenweg {}", "Industrieweg {}", "Transportlaan {}"),
    "BE": ("Noorderlaan {}", "Industrielaan {}", "Rue de l'Avenir {}"),
    "BG": ("bul. Botevgradsko shose {}", "ul. Industrialna {}"),
    "SI": ("Cesta v Mestni log {}", "Industrijska cesta {}"),
    "HR": ("Slavonska avenija {}", "Radnička cesta {}"),
    "ES": ("Calle de la Industria, {}", "Polígono Industrial Norte, nave {}"),
}  # fmt: skip


def _romania() -> tuple[Town, ...]:
    towns = []
    for entry in _ROMANIA.replace("\n", ";").split(";"):
        if entry:
            place, plate, county = entry.split("|")
            postcode, name = place.split(" ", 1)
            towns.append(Town("RO", postcode, name, county, plate))
    return tuple(towns)


def _abroad() -> dict[str, tuple[Town, ...]]:
    split = {"CZ": 2, "SK": 2, "NL": 2}
    result = {}
    for country, entries in _ABROAD.items():
        towns = []
        for entry in entries.split(";"):
            words = entry.split(" ")
            at = split.get(country, 1)
            name = " ".join(words[at:])
            towns.append(Town(country, " ".join(words[:at]), _BULGARIAN.get(name, name)))
        result[country] = tuple(towns)
    return result


ROMANIAN = _romania()
FOREIGN = _abroad()
_FOREIGN_SHARE = ("DE",) * 6 + ("AT", "HU", "PL", "IT") * 2 + ("CZ", "SK", "FR", "NL", "BE", "BG", "SI", "HR", "ES")

COUNTRY_NAMES = {
    "ro": {
        "RO": "România", "DE": "Germania", "AT": "Austria", "HU": "Ungaria", "PL": "Polonia", "CZ": "Cehia",
        "SK": "Slovacia", "IT": "Italia", "FR": "Franța", "NL": "Olanda", "BE": "Belgia", "BG": "Bulgaria",
        "SI": "Slovenia", "HR": "Croația", "ES": "Spania",
    },
    "en": {
        "RO": "Romania", "DE": "Germany", "AT": "Austria", "HU": "Hungary", "PL": "Poland", "CZ": "Czech Republic",
        "SK": "Slovakia", "IT": "Italy", "FR": "France", "NL": "Netherlands", "BE": "Belgium", "BG": "Bulgaria",
        "SI": "Slovenia", "HR": "Croatia", "ES": "Spain",
    },
    "de": {
        "RO": "Rumänien", "DE": "Deutschland", "AT": "Österreich", "HU": "Ungarn", "PL": "Polen", "CZ": "Tschechien",
        "SK": "Slowakei", "IT": "Italien", "FR": "Frankreich", "NL": "Niederlande", "BE": "Belgien", "BG": "Bulgarien",
        "SI": "Slowenien", "HR": "Kroatien", "ES": "Spanien",
    },
}  # fmt: skip


def romanian_address(rng: Random) -> Address:
    """Somewhere in Romania."""
    town = rng.choice(ROMANIAN)
    return Address(rng.choice(_STREETS["RO"]).format(rng.randint(1, 240)), town)


def foreign_address(rng: Random, country: str | None = None) -> Address:
    """Somewhere abroad, most often where Romanian hauliers go."""
    country = country or rng.choice(_FOREIGN_SHARE)
    town = rng.choice(FOREIGN[country])
    return Address(rng.choice(_STREETS[country]).format(rng.randint(1, 180)), town)


def address_in(rng: Random, country: str) -> Address:
    """Somewhere in ``country``."""
    return romanian_address(rng) if country == "RO" else foreign_address(rng, country)
