import type { Texts } from "./ro.js";

export const en: Texts = {
  app: { board: "Board", search: "Search number, client, reference, place, truck…", loading: "Loading orders…", failed: "The orders could not be loaded.", again: "Try again", close: "Close", cancel: "Cancel", skip: "Skip to content" },
  signIn: {
    title: "Sign in", lead: "The freight desk’s board of orders.", development: "Demonstration accounts", continueAs: "Continue as {{name}}",
    token: "Token from your identity provider", tokenHint: "The token stays in this tab only.", use: "Sign in", bad: "This is not a valid token.", expired: "The token has expired.", ended: "The session of {{name}} has ended.", kept: "What was not sent yet waits here.", ending: "The session ends at {{when}}.", again: "Sign in again", org: "organisation demo", or: "or",
  },
  role: { dispatcher: "dispatcher", lead: "team lead", accountant: "accountant", viewer: "viewer", admin: "administrator", carrier: "carrier", customer: "customer" },
  user: { menu: "Account", signOut: "Sign out", language: "Language", theme: "Appearance", light: "Light", dark: "Dark", system: "As the system" },
  status: {
    draft: "Draft", needs_review: "To review", confirmed: "Confirmed", offered: "Offered", assigned: "Assigned", in_progress: "In progress", delivered: "Delivered",
    documents_ok: "Documents OK", invoiced: "Invoiced", closed: "Closed", rejected: "Rejected", cancelled: "Cancelled",
  },
  board: {
    table: "Table", kanban: "Columns", view: "View", all: "All", mine: "Mine", attention: "Needs attention", filters: "Filters", clear: "Clear filters", upload: "Upload documents", create: "New order",
    none: "No orders yet", noneHint: "Drop a transport order here (PDF, scan, photo): it is read by itself.", noMatch: "No order matches the filters.",
    count_one: "{{count}} order", count_few: "{{count}} orders", count_other: "{{count}} orders", hold: "On hold", problem: "Problem", reading: "Being read", waiting: "Waiting", empty: "Nothing here", rest_one: "one more, in the table", rest_few: "{{count}} more, in the table", rest_other: "{{count}} more, in the table", unnamed: "No client",
    move: "Move", moveTo: "Move {{number}} to", asking: "Asking what is possible…", noStep: "No step leads there from here", byStops: "It gets here by reporting the stops in the order.", cannotMove: "{{number}} cannot be moved to “{{to}}”", which: "What happened?",
  },
  column: { number: "Number", status: "Status", client: "Client", route: "Route", loading: "Loading", unloading: "Unloading", load: "Load", vehicle: "Truck", carrier: "Carrier", sale: "Sale", margin: "Margin", updated: "Changed" },
  live: {
    connecting: "Connecting", connected: "Live", reconnecting: "Reconnecting", fallback: "Fallback connection", offline: "Offline", closed: "Disconnected",
    age: "data from {{age}}", now: "data is current", over: "over {{transport}}", retry: "tries again {{when}}", queue: "Waiting changes", queued_one: "{{count}} change waits for the network", queued_few: "{{count}} changes wait for the network", queued_other: "{{count}} changes wait for the network",
    noQueue: "No change is waiting.", discard: "Give it up", unkept: "The browser cannot keep them: they are lost when the tab is closed.", developers: "For developers", checks: "Comparisons with the server", drift: "Differences found", duplicates: "Repeated events, dropped", held: "Orders in memory", details: "State of the connection", edit: "edit", transition: "step", create: "new order", stopped: "The server ended the connection: {{reason}}",
    partial: "Not all orders have been loaded: this is what has come so far.", stale: "Showing the last known data ({{age}}). What you change now is sent when the network is back.",
  },
  notifications: { title: "Notifications", unread_one: "{{many}} unread", unread_few: "{{many}} unread", unread_other: "{{many}} unread", none: "No notifications", readAll: "Mark all as read", more: "Older", failed: "The notifications could not be loaded." },
  maintenance: { title: "Maintenance", now: "under way", from: "from {{from}}", until: "until {{until}}" },
  keys: { title: "Keyboard", search: "Search", down: "Next row", up: "Previous row", move: "Move to another column", open: "Open the order", back: "Back, close", help: "This list", view: "Table / columns", upload: "Upload documents" },
  order: {
    parts: "Parts of the order", fields: "Details", back: "Back to the board", notFound: "There is no such order, or you may not see it.", temperature: "Temperature", client: "Client", carrier: "Carrier", stops: "Stops", goods: "Goods", price: "Price", vehicle: "Vehicle", instructions: "Instructions",
    documents: "Documents", history: "History", issues: "To review", sale: "Sale", purchase: "Purchase", margin: "Margin", actions: "Other steps", addStop: "Add a stop", addGoods: "Add goods", remove: "Remove", notPossible: "Not now",
    pending: "Saving…", pendingOffline: "Waits for the network", holdReason: "On hold: {{reason}}", problemReason: "{{kind}}: {{reason}}", totals: "Total", editing: "{{name}} is editing this field", viewing: "{{name}} has this order open",
    sourceDocument: "read from a document, confidence {{percent}} %", sourceBelow: "below the threshold of {{least}} %: to be checked", unsure: "Read with doubt", unsureBy: "{{percent}} %, threshold {{least}} %", unsureMore_one: "one more value read with doubt", unsureMore_few: "{{count}} more values read with doubt", unsureMore_other: "{{count}} more values read with doubt", agree: "Correct", agreeTo: "Correct: {{name}}", notAgreed: "Could not be kept. Try again.", change: "changed meanwhile", stepsUnavailable: "The steps are not available without a network.", assignee: "Responsible", assignMe: "Take it", uit: "UIT code",
  },
  field: {
    reference: "Reference", issuedOn: "Order date", name: "Name", vatId: "VAT id", registration: "Registration", iban: "IBAN", contact: "Contact", phone: "Phone", email: "E-mail", address: "Address",
    kind: "Kind", company: "Company", street: "Street", postcode: "Postcode", city: "City", county: "County", country: "Country", date: "Date", timeFrom: "From", timeTo: "Until", instructions: "Instructions",
    description: "Description", quantity: "Quantity", package: "Package", grossKg: "Gross (kg)", loadingMetres: "Metres (ldm)", unNumber: "UN number", pallets: "Pallets", volumeM3: "Volume (m³)",
    amount: "Amount", currency: "Currency", paymentDays: "Terms (days)", truckPlate: "Truck", trailerPlate: "Trailer", driver: "Driver", driverPhone: "Driver’s phone", body: "Body", uit: "UIT code", paymentMethod: "Payment method", min: "Temp. min (°C)", max: "Temp. max (°C)", assignee: "Responsible", dateHint: "dd/mm/yyyy", vatIncluded: "VAT included", goodsValue: "Value of the goods", goodsCurrency: "Its currency", yes: "yes", no: "no",
  },
  stop: { loading: "Loading", unloading: "Unloading", customs: "Customs", planned: "planned", en_route: "en route", arrived: "arrived", done: "done", failed: "failed", report: "Report" },
  transition: {
    confirm: "Confirm", reject: "Reject", offer: "Offer", accept: "Carrier accepts", decline: "Carrier declines", assign_direct: "Assign directly", change_vehicle: "Change vehicle", unassign: "Take back",
    stop_en_route: "En route", stop_arrived: "Arrived", stop_done: "Stop done", stop_failed: "Stop failed", documents_ok: "Documents OK", invoice: "Invoice", close: "Close", cancel: "Cancel order", reopen: "Reopen", hold: "Put on hold", release: "Release",
    report_problem: "Report a problem", resolve: "Problem resolved", record_payment: "Record payment", extract_done: "Reading done", create: "Created", ingest: "Received",
  },
  need: { reason: "Reason", invoiceNumber: "Invoice number", truckPlate: "The truck’s plate", problem: "Kind of problem", payment: "Payment", stopId: "Stop", signatureSeen: "I see the consignee’s signature on the CMR", acknowledge: "Warnings: tick what you have checked", tickAll: "Tick what you have checked to go on.", missing: "Fill this in to go on." },
  problem: { delay: "Delay", damage: "Damage", refusal: "Refusal", breakdown: "Breakdown", customs: "Customs" },
  payment: { none: "unpaid", partial: "partly paid", paid: "paid" },
  documents: {
    none: "No documents", drop: "Drop documents here or", choose: "choose files", kinds: "PDF, scan, photo, e-Factura XML, e-mail", dropNew: "Drop the documents: each becomes an order", dropOrder: "Drop the documents: they are added to {{number}}",
    page: "Page {{page}} of {{pages}}", confidence: "confidence {{percent}} %", retry: "Read again", noView: "There is no preview of this kind of file.", open: "Download", loading: "Loading the document…", failed: "The document could not be shown.", previous: "Previous page", next: "Next page", zoomIn: "Zoom in", zoomOut: "Zoom out", fields_one: "{{count}} field", fields_few: "{{count}} fields", fields_other: "{{count}} fields",
    upload: "Upload", uploading: "Sending…", done: "Done", progress: "{{done}} of {{total}} read", failedCount: "{{count}} with errors", hide: "Hide", order: "Open the order", offline: "Offline: documents cannot be sent now.",
  },
  mail: { from: "From", to: "To", date: "Date", noSubject: "No subject", attachments: "Attachments", unnamed: "without a name", size: "{{kilobytes}} KB" },
  kind: { transport_order: "Transport order", consignment_note: "CMR", invoice: "Invoice", delivery_note: "Delivery note", email: "E-mail", other: "Other document" },
  stage: { received: "Received", text: "Text", classify: "Kind", extract: "Fields", validate: "Checks", done: "Done", failed: "Failed" },
  conflict: {
    title: "The same fields were changed", lead: "Somebody else saved meanwhile. Choose for each field what stays.", field: "Field", base: "It was", theirs: "Now (theirs)", mine: "Mine", apply: "Apply the choice", keepTheirs: "Keep all that is saved", nothing: "empty", list: "{{count}} rows", open: "Resolve",
  },
  toast: { reverted: "Change undone", refused: "{{number}}: {{reason}}", created: "Order {{number}} was created", queued: "Offline: it is sent when the network is back", conflict: "{{number}}: somebody else changed the same field", invalid: "The value does not fit", sent: "Sent" },
  history: {
    created: "created the order", updated: "changed", agreed: "agreed to", status: "{{from}} → {{to}}", document: "added {{name}}", read: "document read, confidence {{percent}} %", failed: "the document could not be read", system: "The system", by: "{{who}}", load: "Load more", reason: "reason: {{reason}}", of: "from a document", more: "and {{count}} more", offline: "The history is not available without a network.",
  },
};
