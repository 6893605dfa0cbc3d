"""Extraction from small pages drawn in text: what the samples do not show, and what must not be mistaken."""

from __future__ import annotations

import pytest

from .drawn import values


def test_a_register_number_is_found_beside_a_labelled_tax_number() -> None:
    found = values("""
SC TRANSCARP SPEDITION SRL
CUI RO18547290, J12/1842/2015
Cont RO49AAAA1B31007593840000 EUR

COMANDA TRANSPORT 4471 / 18.11.2026
""")
    assert found["client.name"] == "SC TRANSCARP SPEDITION SRL"
    assert found["client.vatId"] == "RO18547290"
    assert found["client.registration"] == "J12/1842/2015"
    assert found["client.iban"] == "RO49AAAA1B31007593840000"
    assert found["reference"] == "4471"
    assert found["issuedOn"] == "2026-11-18"


def test_a_firm_with_its_tax_number_in_one_cell_of_a_table_of_labels() -> None:
    found = values("""
CARRIAGE ORDER
Order no.                 TO/2026/118822
Customer                  BALTIC FREIGHT UAB, VAT: LT100001738313
Carrier                   Vest Transilvan SRL, VAT RO14399840
Truck / trailer plates    BH 20 VTT / BH 21 VTT
Driver                    Vasile Moldovan +40 722 333 444
""")
    assert found["client.name"] == "BALTIC FREIGHT UAB"
    assert found["carrier.name"] == "Vest Transilvan SRL"
    assert found["carrier.vatId"] == "RO14399840"
    assert found["vehicle.truckPlate"] == "BH20VTT"
    assert found["vehicle.trailerPlate"] == "BH21VTT"
    assert found["vehicle.driverPhone"] == "+40722333444"
    assert "carrier.phone" not in found, "the driver's number is not the firm's"
    assert "client.iban" not in found, "a Lithuanian VAT id is no account number"


def test_the_title_ends_the_address_that_the_order_is_sent_to() -> None:
    found = values("""
An: Transilvania Cargo SRL
Str. Fabricii 20, RO-400620 Cluj-Napoca
Transportauftrag Nr. 2026-44871
Ansprechpartner: Stefan Koehler
""")
    assert found["carrier.name"] == "Transilvania Cargo SRL"
    assert "carrier.contact" not in found, "who sent the order can be asked about it, not who received it"


@pytest.mark.parametrize(
    ("line", "party"),
    [
        ("CATRE SC ROMTIR SRL", "carrier"),
        ("Transportator S.C. ROMTIR SRL", "carrier"),
        ("Beneficiar SC ROMTIR SRL", "client"),
        ("From: ROMTIR SRL", "client"),
        ("To: ROMTIR SRL", "carrier"),
    ],
)
def test_headings_of_the_parties(line: str, party: str) -> None:
    assert values(f"COMANDA DE TRANSPORT NR. 118\n{line}")[f"{party}.name"].endswith("ROMTIR SRL")


@pytest.mark.parametrize(
    ("line", "body"),
    [
        ("Fahrzeug: Tautliner mit Coilmulde", "Tautliner mit Coilmulde"),
        ("Tipul autovehiculului: mega", "mega"),
        ("Auto solicitat: prelata", "prelata"),
        ("Nr. auto: AG 09 DBT / AG 10 DBT", None),
        ("Vehicle: to be named by the carrier", None),
    ],
)
def test_the_kind_of_vehicle(line: str, body: str | None) -> None:
    assert values(f"COMANDA DE TRANSPORT NR. 118\n{line}").get("vehicle.body") == body


@pytest.mark.parametrize(
    ("price", "included"),
    [
        ("2 450 EUR, TVA neinclus", False),
        ("2 450 EUR + TVA", False),
        ("2 450 EUR, TVA inclus", True),
        ("2 450 EUR", None),
    ],
)
def test_whether_the_price_includes_vat(price: str, included: bool | None) -> None:
    found = values(f"COMANDA DE TRANSPORT NR. 118\nTarif total: {price}")
    assert found["sale.amount"] == 2450
    assert found.get("sale.vatIncluded") is included


def test_german_compounds_name_the_stop() -> None:
    found = values("""
Ladestelle: Stahlwerk Bochum AG, Castroper Str. 228, D-44791 Bochum
Ladedatum: 20.11.2026
Ladereferenz: SB-99120
Entladestelle: Metalcom SRL, Calea Sagului 142, RO-300516 Timisoara
Entladedatum: 24.11.2026
Entladereferenz: M-7
""")
    assert found["stops.0.date"] == "2026-11-20"
    assert found["stops.0.reference"] == "SB-99120"
    assert found["stops.1.date"] == "2026-11-24"
    assert found["stops.1.reference"] == "M-7"


def test_remarks_under_their_abbreviation() -> None:
    found = values("COMANDA DE TRANSPORT NR. 118\nOBS: soferul va avea echipament de protectie")
    assert found["instructions"] == "soferul va avea echipament de protectie"


def test_conditions_hold_no_values_of_the_order() -> None:
    found = values("""
COMANDA DE TRANSPORT NR. 118
Greutate: 11.600 kg
Pret: 1.290,00 EUR
CONDITII GENERALE
1. Stingatoare de 6 kg si 24 chingi; asigurare minimum 100.000 EUR.
2. Intarzierea se penalizeaza cu 150 EUR pe zi.
3. Pret: 9.999,00 EUR este numai un exemplu.
""")
    assert found["sale.amount"] == 1290
    assert found["totals.grossKg"] == 11600
    assert "totals.pallets" not in found


def test_a_weight_under_a_label_of_numbers_is_no_number_of_pallets() -> None:
    found = values("COMANDA DE TRANSPORT NR. 118\nMarfa: ciment\nCantitate: 22 tone")
    assert found["totals.grossKg"] == 22000
    assert "totals.pallets" not in found


def test_lines_of_goods_without_a_total_are_added_up() -> None:
    found = values("""
COMANDA DE TRANSPORT NR. 118
Denumire marfa        Cantitate      Greutate
Scaune lemn           20 paleti      6.400 kg
Mese lemn             13 paleti      5.200 kg
""")
    assert found["goods.1.description"] == "Mese lemn"
    assert found["totals.grossKg"] == 11600, "one line's weight is not the whole load's"
    assert found["totals.pallets"] == 33


def test_captions_may_begin_with_the_number_of_their_box() -> None:
    found = values("""
TRANSPORT ORDER
1 Order number            2 Date of issue
CD-15032                  12.11.2026
3 Principal               4 Carrier
Retezat Expeditii SRL     Oltenia Trans SRL
5 Place of loading        6 Place of delivery
Arredo SpA                Profil SRL
Viale del Lavoro 41       Str. Garii 3
31100 Treviso             550052 Sibiu
7 Gross weight in kg      8 Freight
15.600                    3.280 EUR
""")
    assert found["reference"] == "CD-15032"
    assert found["client.name"] == "Retezat Expeditii SRL"
    assert found["carrier.name"] == "Oltenia Trans SRL"
    assert (found["stops.0.city"], found["stops.1.city"]) == ("Treviso", "Sibiu")
    assert found["totals.grossKg"] == 15600
    assert found["sale.amount"] == 3280


def test_quantities_are_no_numbers_of_captions() -> None:
    found = values("""
COMANDA TRANSPORT 12
22 paleti
15 tone
""")
    assert found["totals.pallets"] == 22


def test_a_preamble_names_the_parties_of_a_contract() -> None:
    found = values("""
CONTRACT DE TRANSPORT NR. 77 din 12.11.2026
Intre: 1. RETEZAT EXPEDITII S.R.L., cu sediul in Str. Garii 3, Sibiu, CUI RO18547290, in calitate de beneficiar,
si 2. OLTENIA TRANS S.R.L., cu sediul in Str. Lunga 5, Craiova, J16/12/2010, denumita in continuare transportator,
""")
    assert found["client.name"] == "RETEZAT EXPEDITII S.R.L."
    assert found["client.vatId"] == "RO18547290"
    assert found["client.address"] == "Str. Garii 3, Sibiu"
    assert found["carrier.name"] == "OLTENIA TRANS S.R.L."
    assert found["carrier.registration"] == "J16/12/2010"


def test_the_signature_of_a_message_is_the_client() -> None:
    found = values("""
Comanda transport 12 din 12.11.2026
Incarcare: 13.11.2026 Arad
Multumesc,
Ana Pop
RETEZAT EXPEDITII SRL
CUI RO18547290
ana@retezat.ro
""")
    assert found["client.name"] == "RETEZAT EXPEDITII SRL"
    assert found["client.contact"] == "Ana Pop"
    assert found["client.vatId"] == "RO18547290"
    assert found["client.email"] == "ana@retezat.ro"


def test_goods_are_told_line_by_line() -> None:
    found = values("""
COMANDA TRANSPORT 12
MARFA
- Anvelope: 12 paleti, 3.749,5 kg
- Apa minerala: 4 paleti, 2.000 kg
""")
    assert [found[f"goods.{at}.description"] for at in (0, 1)] == ["Anvelope", "Apa minerala"]
    assert [found[f"goods.{at}.grossKg"] for at in (0, 1)] == [3749.5, 2000]
    assert [found[f"goods.{at}.quantity"] for at in (0, 1)] == [12, 4]
    assert (found["totals.grossKg"], found["totals.pallets"]) == (5749.5, 16)


def test_a_line_that_breaks_inside_a_label_goes_on() -> None:
    found = values("""
COMANDA TRANSPORT 12
Loc de descarcare: Profil SRL, Str. Garii 3, 550052 Sibiu, aproape de intrarea dinspre calea ferata. Data si ora
descarcarii: 14.11.2026, 08:00-12:00
""")
    assert found["stops.0.city"] == "Sibiu"
    assert found["stops.0.date"] == "2026-11-14"
    assert "stops.1.kind" not in found


def test_columns_may_name_the_kind_of_stop() -> None:
    found = values("""
COMANDA TRANSPORT 12
Data incarcare   Loc incarcare         Data descarcare   Loc descarcare
12.11.2026       Profil SRL            14.11.2026        Arredo SpA
08:00-12:00      550052 Sibiu          09:00-15:00       31100 Treviso
""")
    assert [found[f"stops.{at}.kind"] for at in (0, 1)] == ["loading", "unloading"]
    assert [found[f"stops.{at}.date"] for at in (0, 1)] == ["2026-11-12", "2026-11-14"]
    assert [found[f"stops.{at}.timeTo"] for at in (0, 1)] == ["12:00:00", "15:00:00"]
    assert [found[f"stops.{at}.company"] for at in (0, 1)] == ["Profil SRL", "Arredo SpA"]
    assert [found[f"stops.{at}.city"] for at in (0, 1)] == ["Sibiu", "Treviso"]


def test_a_label_in_three_languages_is_a_heading_too() -> None:
    found = values("""
COMANDA TRANSPORT 12
Client / Customer / Auftraggeber: RETEZAT EXPEDITII SRL, Str. Garii 3, 550052 Sibiu
Cod TVA / VAT no. / USt-IdNr.: RO18547290
""")
    assert found["client.name"] == "RETEZAT EXPEDITII SRL"
    assert found["client.vatId"] == "RO18547290"


def test_an_address_may_follow_the_tax_number() -> None:
    found = values("""
COMANDA TRANSPORT 12
Beneficiar: RETEZAT EXPEDITII SRL, CUI RO18547290, Str. Garii nr. 3, 550052 Sibiu
Transportator: OLTENIA TRANS SRL, CUI RO14399840, Str. Lunga nr. 5, 200001 Craiova
1. Asigurarea CMR trebuie sa acopere minimum 100.000 EUR pe eveniment pentru vehicule de 24 t.
""")
    assert found["client.address"] == "Str. Garii nr. 3, 550052 Sibiu"
    assert found["carrier.address"] == "Str. Lunga nr. 5, 200001 Craiova"


def test_a_value_may_begin_with_the_word_of_its_label() -> None:
    found = values("""
TRANSPORT ORDER 12
Loading place   Arredo SpA, 31100 Treviso
Reference       REF 12044
""")
    assert found["stops.0.reference"] == "REF 12044"


def test_a_vehicle_s_capacity_is_no_weight_of_goods() -> None:
    found = values("""
COMANDA TRANSPORT 12
Mijloc de transport: prelata, 24 t, nr. SB 12 ABC / SB 13 ABC
""")
    assert found["vehicle.body"] == "prelata, 24 t"
    assert "totals.grossKg" not in found


@pytest.mark.parametrize(
    "heading",
    [
        "Incarcare 1:", "Stop 1: Loading", "Oprire 1 (incarcare)", "1st loading", "Prima incarcare", "Loading (1)",
        "Loading point 1/2", "Punctul 1 de incarcare", "Ladestelle 1:", "Verladeort", "Collect:", "Inc:", "Pick-up 1:",
    ],
)  # fmt: skip
def test_a_place_of_loading_has_many_names(heading: str) -> None:
    found = values(f"TRANSPORT ORDER 12\n{heading}\nProfil SRL\nStr. Garii nr. 3\n550052 Sibiu\n")
    assert found["stops.0.kind"] == "loading"
    assert (found["stops.0.company"], found["stops.0.city"]) == ("Profil SRL", "Sibiu")


@pytest.mark.parametrize(
    "line",
    [
        "Incarcare Profil SRL, 550052 Sibiu, 12.11.2026", "Loading on 12.11.2026 at Profil SRL, 550052 Sibiu",
        "Se incarca la Profil SRL, 550052 Sibiu, 12.11.2026", "Incarcare: 12.11.2026, Profil SRL, 550052 Sibiu",
    ],
)  # fmt: skip
def test_a_stop_is_told_in_one_line(line: str) -> None:
    found = values(f"TRANSPORT ORDER 12\n{line}\n")
    assert (found["stops.0.kind"], found["stops.0.date"]) == ("loading", "2026-11-12")
    assert found["stops.0.city"] == "Sibiu"


def test_shipper_and_consignee_are_stops_where_no_places_are_told() -> None:
    firms = "Shipper / Versender\nProfil SRL\n550052 Sibiu\n\nConsignee:\nArredo SpA\n31100 Treviso\n"
    found = values(f"TRANSPORT ORDER 12\n{firms}")
    assert [found[f"stops.{at}.kind"] for at in (0, 1)] == ["loading", "unloading"]
    assert [found[f"stops.{at}.city"] for at in (0, 1)] == ["Sibiu", "Treviso"]
    found = values(f"TRANSPORT ORDER 12\n{firms}\nPlace of loading\nHala 4\n310001 Arad\n")
    assert [found[f"stops.{at}.city"] for at in (0, 1)] == ["Arad", "Treviso"]
    assert "stops.2.kind" not in found


@pytest.mark.parametrize(
    ("line", "path", "value"),
    [
        ("Frachtvergütung: 1450 EUR", "sale.amount", 1450), ("Gesamtpreis: 1.450,00 EUR", "sale.amount", 1450),
        ("Credit period: 45 days", "sale.paymentDays", 45), ("Zahlung: 45 Tage", "sale.paymentDays", 45),
        ("Stellplätze: 22", "totals.pallets", 22), ("Greutate kg: 12.500", "totals.grossKg", 12500),
        ("Ladegut: Reifen", "goods.0.description", "Reifen"), ("Temperatur: -18 °C", "temperature.min", -18),
        ("Unser Zeichen: 4711", "reference", "4711"), ("Order: 4711", "reference", "4711"),
        ("Erstellt am: 12.11.2026", "issuedOn", "2026-11-12"), ("Linz, den 12.11.2026", "issuedOn", "2026-11-12"),
    ],
)  # fmt: skip
def test_labels_have_many_words(line: str, path: str, value: object) -> None:
    assert values(f"TRANSPORT ORDER\n{line}\n")[path] == value


def test_a_quantity_below_the_title_is_no_number_of_the_order() -> None:
    assert "reference" not in values("COMANDA TRANSPORT\nTotal: 1450 EUR\n")
    assert "reference" not in values("COMANDA TRANSPORT\n22 paleti\n")


@pytest.mark.parametrize(
    ("county", "expected"), [("jud. Timiș", "Timiș"), ("Județul Timiș", "Timiș"), ("jud. .", None), ("jud.", None)]
)
def test_a_county_is_a_name_and_not_the_point_that_is_left_of_one(county: str, expected: str | None) -> None:
    found = values(f"""
COMANDA DE TRANSPORT nr. 1187
Loc încărcare:  Calea Aradului nr. 88, 300088 Timișoara, {county}
Data încărcare: 24.11.2026
Loc descărcare: Str. Morii nr. 3, 515500 Ocna Mureș, jud. Alba
""")
    assert found.get("stops.0.county") == expected
    assert (found["stops.0.city"], found["stops.0.postcode"]) == ("Timișoara", "300088")
    assert found["stops.1.county"] == "Alba"
