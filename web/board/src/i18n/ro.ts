export const ro = {
  app: { board: "Panou", search: "Caută număr, client, referință, loc, camion…", loading: "Se încarcă comenzile…", failed: "Comenzile nu au putut fi încărcate.", again: "Încearcă din nou", close: "Închide", cancel: "Renunță", skip: "Sari la conținut" },
  signIn: {
    title: "Intră în cont", lead: "Panoul de comenzi al dispeceratului.", development: "Conturi de demonstrație", continueAs: "Continuă ca {{name}}",
    token: "Token de la furnizorul de identitate", tokenHint: "Tokenul rămâne doar în această filă.", use: "Intră", bad: "Acesta nu este un token valid.", expired: "Tokenul a expirat.", ended: "Sesiunea lui {{name}} a expirat.", kept: "Ce nu s-a trimis încă așteaptă aici.", ending: "Sesiunea se încheie la {{when}}.", again: "Intră din nou", org: "organizația demo", or: "sau",
  },
  role: { dispatcher: "dispecer", lead: "șef de echipă", accountant: "contabil", viewer: "vizitator", admin: "administrator", carrier: "transportator", customer: "client" },
  user: { menu: "Cont", signOut: "Ieși din cont", language: "Limba", theme: "Aspect", light: "Luminos", dark: "Întunecat", system: "Ca sistemul" },
  status: {
    draft: "Ciornă", needs_review: "De verificat", confirmed: "Confirmată", offered: "Ofertată", assigned: "Atribuită", in_progress: "În curs", delivered: "Livrată",
    documents_ok: "Acte în regulă", invoiced: "Facturată", closed: "Închisă", rejected: "Respinsă", cancelled: "Anulată",
  },
  board: {
    table: "Tabel", kanban: "Coloane", view: "Vizualizare", all: "Toate", mine: "Ale mele", attention: "Cer atenție", filters: "Filtre", clear: "Șterge filtrele", upload: "Încarcă documente", create: "Comandă nouă",
    none: "Nicio comandă încă", noneHint: "Trage aici o comandă de transport (PDF, scan, fotografie) și se citește singură.", noMatch: "Nicio comandă nu se potrivește filtrelor.",
    count_one: "{{count}} comandă", count_few: "{{count}} comenzi", count_other: "{{count}} de comenzi", hold: "Oprită", problem: "Problemă", reading: "Se citește", waiting: "În așteptare", empty: "Nimic aici", rest_one: "încă una, în tabel", rest_few: "încă {{count}}, în tabel", rest_other: "încă {{count}}, în tabel", unnamed: "Fără client",
    move: "Mută", moveTo: "Mută {{number}} în", asking: "Se verifică ce se poate…", noStep: "Niciun pas nu duce de aici direct acolo", byStops: "Se ajunge aici raportând opririle din comandă.", cannotMove: "{{number}} nu poate fi mutată în „{{to}}”", which: "Ce s-a întâmplat?",
  },
  column: { number: "Număr", status: "Stare", client: "Client", route: "Rută", loading: "Încărcare", unloading: "Descărcare", load: "Marfă", vehicle: "Camion", carrier: "Transportator", sale: "Vânzare", margin: "Marjă", updated: "Modificată" },
  live: {
    connecting: "Se conectează", connected: "În direct", reconnecting: "Se reconectează", fallback: "Conexiune de rezervă", offline: "Fără rețea", closed: "Deconectat",
    age: "date de {{age}}", now: "datele sunt la zi", over: "prin {{transport}}", retry: "reîncearcă {{when}}", queue: "Modificări în așteptare", queued_one: "{{count}} modificare așteaptă rețeaua", queued_few: "{{count}} modificări așteaptă rețeaua", queued_other: "{{count}} de modificări așteaptă rețeaua",
    noQueue: "Nicio modificare nu așteaptă.", discard: "Renunță la ea", unkept: "Browserul nu le poate păstra: se pierd dacă închizi fila.", developers: "Pentru dezvoltatori", checks: "Comparații cu serverul", drift: "Diferențe găsite", duplicates: "Evenimente repetate, ignorate", held: "Comenzi în memorie", details: "Starea conexiunii", edit: "modificare", transition: "pas", create: "comandă nouă", stopped: "Serverul a încheiat conexiunea: {{reason}}",
    partial: "Comenzile nu s-au încărcat toate: se arată ce a sosit până acum.", stale: "Se arată ultimele date cunoscute ({{age}}). Ce schimbi acum se trimite când revine rețeaua.",
  },
  notifications: { title: "Notificări", unread_one: "{{many}} necitită", unread_few: "{{many}} necitite", unread_other: "{{many}} de necitite", none: "Nicio notificare", readAll: "Marchează tot ca citit", more: "Mai vechi", failed: "Notificările nu au putut fi încărcate." },
  maintenance: { title: "Lucrări de întreținere", now: "în curs", from: "de la {{from}}", until: "până la {{until}}" },
  keys: { title: "Taste", search: "Caută", down: "Rândul următor", up: "Rândul anterior", move: "Mută în altă coloană", open: "Deschide comanda", back: "Înapoi, închide", help: "Tastele", view: "Tabel / coloane", upload: "Încarcă documente" },
  order: {
    parts: "Părțile comenzii", fields: "Date", back: "Înapoi la panou", notFound: "Comanda nu există sau nu o poți vedea.", temperature: "Temperatură", client: "Client", carrier: "Transportator", stops: "Opriri", goods: "Marfă", price: "Preț", vehicle: "Vehicul", instructions: "Instrucțiuni",
    documents: "Documente", history: "Istoric", issues: "De verificat", sale: "Vânzare", purchase: "Cumpărare", margin: "Marjă", actions: "Alți pași", addStop: "Adaugă oprire", addGoods: "Adaugă marfă", remove: "Șterge", notPossible: "Nu acum",
    pending: "Se salvează…", pendingOffline: "Așteaptă rețeaua", holdReason: "Oprită: {{reason}}", problemReason: "{{kind}}: {{reason}}", totals: "Total", editing: "{{name}} editează acest câmp", viewing: "{{name}} are comanda deschisă",
    sourceDocument: "citit din document, încredere {{percent}} %", sourceBelow: "sub pragul de {{least}} %: de verificat", unsure: "Citite nesigur", unsureBy: "{{percent}} %, pragul {{least}} %", unsureMore_one: "încă o valoare citită nesigur", unsureMore_few: "încă {{count}} valori citite nesigur", unsureMore_other: "încă {{count}} de valori citite nesigur", agree: "Corect", agreeTo: "Corect: {{name}}", notAgreed: "Nu s-a putut reține. Încearcă din nou.", change: "s-a schimbat între timp", stepsUnavailable: "Pașii nu sunt disponibili fără rețea.", assignee: "Responsabil", assignMe: "Preia", uit: "Cod UIT",
  },
  field: {
    reference: "Referință", issuedOn: "Data comenzii", name: "Denumire", vatId: "CUI / TVA", registration: "Nr. reg. com.", iban: "IBAN", contact: "Contact", phone: "Telefon", email: "E-mail", address: "Adresă",
    kind: "Fel", company: "Firmă", street: "Stradă", postcode: "Cod poștal", city: "Localitate", county: "Județ", country: "Țară", date: "Data", timeFrom: "De la", timeTo: "Până la", instructions: "Instrucțiuni",
    description: "Descriere", quantity: "Cantitate", package: "Ambalaj", grossKg: "Brut (kg)", loadingMetres: "Metri (ldm)", unNumber: "Nr. ONU", pallets: "Paleți", volumeM3: "Volum (m³)",
    amount: "Sumă", currency: "Monedă", paymentDays: "Termen (zile)", truckPlate: "Cap tractor", trailerPlate: "Semiremorcă", driver: "Șofer", driverPhone: "Tel. șofer", body: "Caroserie", uit: "Cod UIT", paymentMethod: "Mod de plată", min: "Temp. min (°C)", max: "Temp. max (°C)", assignee: "Responsabil", dateHint: "zz.ll.aaaa", vatIncluded: "TVA inclus", goodsValue: "Valoarea mărfii", goodsCurrency: "Moneda valorii", yes: "da", no: "nu",
  },
  stop: { loading: "Încărcare", unloading: "Descărcare", customs: "Vamă", planned: "planificată", en_route: "pe drum", arrived: "sosit", done: "gata", failed: "eșuată", report: "Raportează" },
  transition: {
    confirm: "Confirmă", reject: "Respinge", offer: "Ofertează", accept: "Acceptată de transportator", decline: "Refuzată de transportator", assign_direct: "Atribuie direct", change_vehicle: "Schimbă vehiculul", unassign: "Retrage atribuirea",
    stop_en_route: "Pe drum", stop_arrived: "A sosit", stop_done: "Oprire încheiată", stop_failed: "Oprire eșuată", documents_ok: "Acte în regulă", invoice: "Facturează", close: "Închide", cancel: "Anulează", reopen: "Redeschide", hold: "Oprește", release: "Repornește",
    report_problem: "Raportează o problemă", resolve: "Problemă rezolvată", record_payment: "Înregistrează plata", extract_done: "Citire încheiată", create: "Creată", ingest: "Primită",
  },
  need: { reason: "Motiv", invoiceNumber: "Numărul facturii", truckPlate: "Numărul camionului", problem: "Felul problemei", payment: "Plată", stopId: "Oprirea", signatureSeen: "Văd semnătura destinatarului pe CMR", acknowledge: "Avertismente: bifează ce ai verificat", tickAll: "Bifează ce ai verificat ca să continui.", missing: "Completează câmpul ca să continui." },
  problem: { delay: "Întârziere", damage: "Avarie", refusal: "Refuz", breakdown: "Pană", customs: "Vamă" },
  payment: { none: "neplătită", partial: "parțial", paid: "plătită" },
  documents: {
    none: "Niciun document", drop: "Trage documente aici sau", choose: "alege fișiere", kinds: "PDF, scan, fotografie, e-Factura XML, e-mail", dropNew: "Lasă documentele: fiecare devine o comandă", dropOrder: "Lasă documentele: se adaugă la comanda {{number}}",
    page: "Pagina {{page}} din {{pages}}", confidence: "încredere {{percent}} %", retry: "Citește din nou", noView: "Acest fel de fișier nu are previzualizare.", open: "Descarcă", loading: "Se încarcă documentul…", failed: "Documentul nu a putut fi afișat.", previous: "Pagina anterioară", next: "Pagina următoare", zoomIn: "Mărește", zoomOut: "Micșorează", fields_one: "{{count}} câmp", fields_few: "{{count}} câmpuri", fields_other: "{{count}} de câmpuri",
    upload: "Încărcare", uploading: "Se trimit…", done: "Gata", progress: "{{done}} din {{total}} citite", failedCount: "{{count}} cu erori", hide: "Ascunde", order: "Deschide comanda", offline: "Fără rețea: documentele nu pot fi trimise acum.",
  },
  mail: { from: "De la", to: "Către", date: "Data", noSubject: "Fără subiect", attachments: "Atașamente", unnamed: "fără nume", size: "{{kilobytes}} KB" },
  kind: { transport_order: "Comandă de transport", consignment_note: "CMR", invoice: "Factură", delivery_note: "Aviz", email: "E-mail", other: "Alt document" },
  stage: { received: "Primit", text: "Text", classify: "Tip", extract: "Câmpuri", validate: "Verificare", done: "Gata", failed: "Eșuat" },
  conflict: {
    title: "Aceleași câmpuri au fost schimbate", lead: "Altcineva a salvat între timp. Alege pentru fiecare câmp ce rămâne.", field: "Câmp", base: "Era", theirs: "Acum (al lor)", mine: "Al meu", apply: "Aplică alegerea", keepTheirs: "Păstrează tot ce e salvat", nothing: "gol", list: "{{count}} rânduri", open: "Rezolvă",
  },
  toast: { reverted: "Schimbare anulată", refused: "{{number}}: {{reason}}", created: "Comanda {{number}} a fost creată", queued: "Fără rețea: se trimite la revenire", conflict: "{{number}}: același câmp a fost schimbat de altcineva", invalid: "Valoare nepotrivită", sent: "Trimis" },
  history: {
    created: "a creat comanda", updated: "a schimbat", agreed: "a confirmat", status: "{{from}} → {{to}}", document: "a adăugat {{name}}", read: "document citit, încredere {{percent}} %", failed: "documentul nu a putut fi citit", system: "Sistemul", by: "{{who}}", load: "Încarcă mai mult", reason: "motiv: {{reason}}", of: "din document", more: "și încă {{count}}", offline: "Istoricul nu este disponibil fără rețea.",
  },
};
export type Texts = typeof ro;
