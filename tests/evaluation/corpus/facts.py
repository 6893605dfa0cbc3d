"""What an order says before anybody writes it down: parties, stops, goods, price. Layouts choose what they show."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from decimal import Decimal
from random import Random

from tests.evaluation.corpus.firms import Firm, firm, mobile, person, plate, uit
from tests.evaluation.corpus.places import Address, foreign_address, romanian_address

TODAY = dt.date(2026, 11, 24)
"""The day on which the corpus is read."""


@dataclass(frozen=True, slots=True)
class StopFact:
    """A place where the vehicle calls."""

    kind: str
    company: str
    address: Address
    date: dt.date
    time_from: dt.time
    time_to: dt.time
    contact: str
    phone: str
    reference: str


@dataclass(frozen=True, slots=True)
class GoodsFact:
    """A line of goods. ``name`` and ``package`` by language; loading metres in tenths."""

    name: dict[str, str]
    package: dict[str, str]
    quantity: int
    gross_kg: Decimal
    ldm: Decimal
    un: str | None = None


@dataclass(frozen=True, slots=True)
class OrderFacts:
    """One transport."""

    reference: str
    issued: dt.date
    client: Firm
    carrier: Firm
    stops: tuple[StopFact, ...]
    goods: tuple[GoodsFact, ...]
    body: dict[str, str]
    truck: tuple[str, str, str]
    trailer: tuple[str, str, str]
    driver: str
    driver_phone: str
    price: Decimal
    currency: str
    payment_days: int
    uit: str
    temperature: tuple[int, int] | None

    @property
    def kg(self) -> Decimal:
        """Gross weight of all goods."""
        return sum((line.gross_kg for line in self.goods), Decimal(0))

    @property
    def ldm(self) -> Decimal:
        """Loading metres of all goods."""
        return sum((line.ldm for line in self.goods), Decimal(0))

    @property
    def pallets(self) -> int:
        """Packages of all goods."""
        return sum(line.quantity for line in self.goods)

    def at(self, kind: str) -> list[StopFact]:
        """The stops of a kind."""
        return [stop for stop in self.stops if stop.kind == kind]


def words(ro: str, en: str, de: str) -> dict[str, str]:
    """The same in three languages."""
    return {"ro": ro, "en": en, "de": de}


DRY = (
    words("Mobilier din lemn masiv", "Solid wood furniture", "Massivholzmöbel"),
    words("Granule polietilenă", "Polyethylene granules", "Polyethylen-Granulat"),
    words("Piese auto", "Automotive parts", "Autoteile"),
    words("Plăci ceramice", "Ceramic tiles", "Keramikfliesen"),
    words("Hârtie în role", "Paper reels", "Papierrollen"),
    words("Profile din aluminiu", "Aluminium profiles", "Aluminiumprofile"),
    words("Produse alimentare ambalate", "Packaged foodstuffs", "Verpackte Lebensmittel"),
    words("Echipamente electrice", "Electrical equipment", "Elektrogeräte"),
    words("Anvelope", "Tyres", "Reifen"),
    words("Îngrășăminte în saci", "Bagged fertiliser", "Düngemittel in Säcken"),
    words("Sticlă plană", "Flat glass", "Flachglas"),
    words("Cherestea de rășinoase", "Softwood timber", "Nadelschnittholz"),
    words("Textile pentru casă", "Home textiles", "Heimtextilien"),
    words("Apă minerală", "Mineral water", "Mineralwasser"),
    words("Folie stretch", "Stretch film", "Stretchfolie"),
    words("Ambalaje din carton", "Cardboard packaging", "Kartonverpackungen"),
)
COLD = (
    words("Carne de pui refrigerată", "Chilled chicken meat", "Gekühltes Hähnchenfleisch"),
    words("Produse lactate", "Dairy products", "Molkereiprodukte"),
    words("Fructe proaspete", "Fresh fruit", "Frisches Obst"),
    words("Legume congelate", "Frozen vegetables", "Tiefkühlgemüse"),
)
DANGEROUS = (
    (words("Vopsea lichidă", "Paint, liquid", "Farbe, flüssig"), "1263"),
    (words("Hipoclorit în soluție", "Hypochlorite solution", "Hypochloritlösung"), "1791"),
    (words("Acumulatori cu acid", "Batteries, wet, acid", "Batterien, nass, Säure"), "2794"),
)
_PACKAGES = (
    words("paleți EUR", "EUR pallets", "EUR-Paletten"),
    words("paleți", "pallets", "Paletten"),
    words("europaleți", "euro pallets", "Europaletten"),
    words("paleți IND", "industrial pallets", "Industriepaletten"),
)
_BODIES = (
    words("prelată standard 13,6 m", "standard tautliner 13.6 m", "Standard-Plane 13,6 m"),
    words("prelată", "tautliner", "Planenauflieger"),
    words("mega", "mega trailer", "Mega-Auflieger"),
    words("prelată, 24 t", "curtain sider 24 t", "Tautliner 24 t"),
)
_COLD_BODY = words("frigorific", "reefer", "Kühlauflieger")


def order_facts(
    rng: Random,
    *,
    loadings: int = 1,
    unloadings: int = 1,
    lines: int = 1,
    cold: bool = False,
    dangerous: bool = False,
    domestic: bool | None = None,
    client_country: str = "RO",
) -> OrderFacts:
    """An order that makes sense: loading before unloading, the goods fit the vehicle, the price fits the way."""
    domestic = rng.random() < 0.3 if domestic is None else domestic
    export = rng.random() < 0.5
    issued = TODAY - dt.timedelta(days=rng.randint(0, 12))
    client = firm(rng, "forwarder" if rng.random() < 0.7 else "shipper", client_country)
    carrier = firm(rng, "carrier")
    day = issued + dt.timedelta(days=rng.randint(1, 4))
    stops = []
    for index in range(loadings + unloadings):
        kind = "loading" if index < loadings else "unloading"
        at_home = domestic or (kind == "loading") == export
        address = romanian_address(rng) if at_home else foreign_address(rng)
        if index == loadings:
            day += dt.timedelta(days=1 if domestic else rng.randint(2, 4))
        elif index:
            day += dt.timedelta(days=rng.randint(0, 1))
        begins = rng.choice((6, 7, 8, 9, 10))
        stops.append(
            StopFact(
                kind,
                firm(rng, "shipper", address.town.country).name,
                address,
                day,
                dt.time(begins, rng.choice((0, 0, 30))),
                dt.time(begins + rng.randint(3, 8), rng.choice((0, 0, 30))),
                person(rng),
                mobile(rng),
                rng.choice(("LD-{}", "{}", "REF {}", "WE 45{}", "PO{}-2026")).format(rng.randint(10000, 99999)),
            )
        )
    goods, pallets_left = [], rng.randint(max(lines, 8), 33)
    kg_left: int | Decimal = rng.randint(60, 235) * 100
    package = rng.choice(_PACKAGES)
    names = rng.sample(COLD if cold else DRY, min(lines, len(COLD if cold else DRY)))
    for index, name in enumerate(names):
        last = index == len(names) - 1
        quantity = pallets_left if last else max(1, pallets_left // (len(names) - index) + rng.randint(-1, 1))
        kg = Decimal(kg_left if last else int(kg_left * quantity / pallets_left) // 10 * 10)
        if lines > 1 and rng.random() < 0.4 and not last:
            kg += Decimal("0.5")
            kg_left -= Decimal("0.5")
        called, un = rng.choice(DANGEROUS) if dangerous and index == 0 else (name, None)
        goods.append(
            GoodsFact(called, package, quantity, kg, (Decimal(quantity) * Decimal("0.4")).quantize(Decimal("0.1")), un)
        )
        pallets_left -= quantity
        kg_left -= int(kg)
    county = carrier.address.town.plate
    return OrderFacts(
        reference=_reference(rng, client),
        issued=issued,
        client=client,
        carrier=carrier,
        stops=tuple(stops),
        goods=tuple(goods),
        body=_COLD_BODY if cold else rng.choice(_BODIES),
        truck=plate(rng, county),
        trailer=plate(rng, county),
        driver=person(rng),
        driver_phone=mobile(rng),
        price=_price(rng, domestic),
        currency="RON" if domestic and rng.random() < 0.6 else "EUR",
        payment_days=rng.choice((14, 30, 30, 45, 45, 60)),
        uit=uit(rng),
        temperature=rng.choice(((2, 4), (2, 8), (0, 4), (-20, -18), (-25, -18))) if cold else None,
    )


def _price(rng: Random, domestic: bool) -> Decimal:
    """Most often a round one; now and then what a tariff per kilometre comes to."""
    if rng.random() < 0.8:
        return Decimal(rng.randint(18, 50) * (50 if domestic else 80))
    return Decimal(rng.randint(90_000, 380_000)) / 100


def _reference(rng: Random, client: Firm) -> str:
    letters = "".join(word[0] for word in client.name.upper().split()[:2] if word[0].isascii())
    number = rng.randint(100, 99999)
    return rng.choice(
        ("{n}", "{l}-{n}", "{l}/{n}/2026", "2026/{n}", "{l}-2026-{n:05d}", "{n}/{d}", "TO{n:06d}")
    ).format(n=number, l=letters or "CT", d="11.2026")
