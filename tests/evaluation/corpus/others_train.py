"""Train layouts of what a desk receives beside orders: contracts without a transport, accounts, notices."""

from __future__ import annotations

from random import Random

from freightwire.events.extraction import DocumentKind

from tests.evaluation.corpus.draft import Written, gap
from tests.evaluation.corpus.facts import order_facts
from tests.evaluation.corpus.layouts import Register, Split, draft

train = Register(DocumentKind.OTHER, Split.TRAIN)

_ARTICLES = (
    ("Obiectul contractului", "Transportatorul efectuează transporturi rutiere de mărfuri pe baza comenzilor de transport "
     "emise de beneficiar. Fiecare comandă cuprinde locul de încărcare, locul de descărcare, marfa și prețul."),
    ("Încărcarea și descărcarea", "Transportatorul pune la dispoziție vehiculul la data și ora din comandă. Timpul liber de "
     "încărcare și de descărcare este de 24 de ore."),
    ("Prețul și plata", "Tariful se stabilește prin fiecare comandă. Termenul de plată este de 45 de zile de la primirea "
     "facturii și a CMR-ului în original."),
    ("Răspunderea", "Transportatorul răspunde pentru pierderea totală sau parțială a mărfii. Penalitatea pentru întârziere "
     "este de 100 EUR pentru fiecare zi."),
    ("Durata", "Contractul se încheie pe 12 luni și se prelungește automat. Poate fi denunțat cu un preaviz de 30 de zile."),
    ("Litigii", "Litigiile se soluționează de instanțele de la sediul beneficiarului."),
)  # fmt: skip
_RULES = (
    "The carrier arrives at the loading place at the time stated in the transport order and reports to the gate.",
    "Drivers wear safety shoes and a vest during loading and unloading; smoking is forbidden on the premises.",
    "The trailer is clean and dry. The driver secures the goods with at least 24 lashing straps.",
    "Waiting time is paid from the third hour at 30 EUR per hour, if the consignee has confirmed it on the CMR.",
    "The freight price of the order includes all tolls. Payment terms are 60 days from receipt of the invoice.",
    "Pallets are exchanged at the unloading place. Missing pallets are charged at 12 EUR each.",
    "The carrier informs the dispatcher of any delay at once. A delay is charged at 250 EUR per day.",
)


@train
def framework_contract(rng: Random) -> Written:
    """A contract for a year of transports: the words of every order, and no transport."""
    facts = order_facts(rng)
    d = draft(rng, "ro", ("times", "source_serif", "caladea"), size=10.5)
    articles = rng.sample(_ARTICLES, rng.randint(4, 6))
    return d.written(
        [
            d.line("CONTRACT-CADRU DE TRANSPORT RUTIER DE MĂRFURI", 13, bold=True, align=1),
            d.line(f"nr. {facts.reference} din {d.formats.date(facts.issued)}", align=1),
            gap(),
            *d.lines(
                [
                    f"Între {facts.client.name}, CUI {facts.client.vat}, în calitate de beneficiar, și {facts.carrier.name}, "
                    f"CUI {facts.carrier.vat}, în calitate de transportator.", "",
                    *[f"Art. {at}. {title}. {text}\n" for at, (title, text) in enumerate(articles, 1)],
                ]
            ),
        ],
        margin=22,
    )  # fmt: skip


@train
def carrier_rules(rng: Random) -> Written:
    """What a shipper asks of every carrier, in English."""
    facts = order_facts(rng)
    d = draft(rng, "en", ("roboto", "source_sans"), size=10)
    title = rng.choice(("Carrier handbook", "Rules for carriers and drivers", "Transport terms for carriers"))
    return d.written(
        [
            d.line(facts.client.name, 9),
            d.line(title, 15, bold=True),
            d.line(f"Version of {d.formats.date(facts.issued)}", 8),
            gap(),
            *d.lines([f"{at}. {text}\n" for at, text in enumerate(rng.sample(_RULES, rng.randint(5, 7)), 1)]),
        ]
    )


@train
def account_statement(rng: Random) -> Written:
    """Open invoices for transports, with the orders that they belong to."""
    facts = order_facts(rng, loadings=2, unloadings=2)
    d = draft(rng, "ro", ("roboto", "helvetica"), size=9)
    rows = [["Factura", "Data", "Comanda", "Ruta", "Suma", "Scadența"]]
    for at in range(rng.randint(2, 5)):
        begins, ends = rng.choice(facts.stops).address.town.name, rng.choice(facts.stops).address.town.name
        rows.append(
            [
                f"F{rng.randint(1000, 9999)}", d.formats.date(facts.issued), f"{facts.reference}-{at}",
                f"{begins} - {ends}", f"{d.formats.amount(facts.price)} {facts.currency}", d.formats.date(facts.stops[-1].date),
            ]
        )  # fmt: skip
    return d.written(
        [
            *d.lines([f"**{facts.carrier.name}**", f"CUI {facts.carrier.vat}, IBAN {facts.carrier.iban}", ""]),
            *d.lines([f"Către {facts.client.name}", ""]),
            d.line(
                rng.choice(("Extras de cont", "Confirmare de sold", "Situația facturilor neachitate")), 13, bold=True
            ),
            gap(),
            *d.lines(["Facturile de transport de mai jos figurează ca neachitate în evidențele noastre.", ""]),
            d.table(rows, [22, 26, 34, 44, 28, 26]),
            gap(),
            *d.lines(["Vă rugăm să efectuați plata în contul de mai sus.", "", "Cu stimă,", facts.carrier.contact]),
        ]
    )


@train
def delay_notice(rng: Random) -> Written:
    """A message about a transport under way, in German."""
    facts = order_facts(rng, domestic=False, client_country="DE")
    d = draft(rng, "de", ("source_sans", "helvetica"), size=10.5)
    loading, unloading = facts.stops
    return d.written(
        d.lines(
            [
                f"**{facts.client.name}**", "",
                f"Ihr Transportauftrag {facts.reference}", "",
                "Sehr geehrte Damen und Herren,", "",
                f"die Beladung in {loading.address.town.name} am {d.formats.date(loading.date)} ist erfolgt. Wegen eines Staus "
                f"verzögert sich die Entladung in {unloading.address.town.postcode} {unloading.address.town.name} um etwa "
                f"3 Stunden. Der Lkw mit dem Kennzeichen {d.formats.plate(facts.truck)} trifft voraussichtlich am "
                f"{d.formats.date(unloading.date)} ein.", "",
                "Mit freundlichen Grüßen", facts.carrier.contact, facts.carrier.name,
            ]
        )
    )  # fmt: skip


@train
def dunning_letter(rng: Random) -> Written:
    """A reminder of an unpaid freight invoice, in German or English."""
    facts = order_facts(rng, domestic=False)
    language = rng.choice(("de", "en"))
    d = draft(rng, language, ("source_sans", "times"), size=10.5)
    amount = f"{d.formats.amount(facts.price)} {facts.currency}"
    number, day = f"{rng.randint(2026000, 2026999)}", d.formats.date(facts.issued)
    german = [
        d.line(rng.choice(("1. Mahnung", "Zahlungserinnerung", "Offener Rechnungsbetrag")), 13, bold=True),
        gap(),
        *d.lines(
            [
                f"Rechnung Nr. {number} vom {day}, Transportauftrag {facts.reference}", "",
                f"leider konnten wir noch keinen Zahlungseingang über den Frachtpreis von {amount} feststellen.",
                "Das Zahlungsziel ist überschritten. Bitte überweisen Sie den Betrag innerhalb von 7 Tagen.", "",
                f"IBAN {facts.carrier.iban}",
            ]
        ),
    ]  # fmt: skip
    english = [
        d.line(rng.choice(("Overdue invoice", "Second reminder", "Outstanding balance")), 13, bold=True),
        gap(),
        *d.lines(
            [
                f"Invoice no. {number} of {day} for transport order {facts.reference}", "",
                f"According to our books the freight charge of {amount} has not been paid. The payment terms agreed in the "
                "order have passed. Please pay within 7 days.", "",
                f"IBAN {facts.carrier.iban}",
            ]
        ),
    ]  # fmt: skip
    return d.written(
        [
            *d.lines([facts.carrier.name, "", facts.client.name, ""]),
            *(german if language == "de" else english),
            gap(),
            *d.lines([facts.carrier.contact]),
        ]
    )
