"""An e-mail arrives with an order and an electronic invoice: each becomes a document, and what they say is compared."""

from __future__ import annotations

import os
from email.message import EmailMessage

from tests.support.desk import Desk, of_order, pdf

INVOICE = """<?xml version="1.0"?><Invoice xmlns="urn:oasis:names:specification:ubl:schema:xsd:Invoice-2">
  <ID>F {number}</ID><IssueDate>2026-11-20</IssueDate><DocumentCurrencyCode>{currency}</DocumentCurrencyCode>
  <AccountingSupplierParty><Party><PartyLegalEntity><RegistrationName>Cărăuș Iveria SRL</RegistrationName>
  </PartyLegalEntity></Party></AccountingSupplierParty>
  <AccountingCustomerParty><Party><PartyLegalEntity><RegistrationName>{client}</RegistrationName></PartyLegalEntity>
  </Party></AccountingCustomerParty>
  <LegalMonetaryTotal><TaxExclusiveAmount>7.00</TaxExclusiveAmount><TaxInclusiveAmount>8.47</TaxInclusiveAmount>
  </LegalMonetaryTotal></Invoice>"""


async def test_a_mail_with_its_attachments(desk: Desk) -> None:
    number = os.urandom(4).hex()
    order_id, _ = await desk.send(pdf("letter"))
    watcher = await desk.watch("order.#", "batch.#")
    known = await desk.order(order_id)
    while "name" not in known["data"]["client"]:
        await watcher.until(lambda: bool(of_order(watcher.events, order_id, "order:validation_complete")))
        known = await desk.order(order_id)

    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "a@client.example", "b@desk.example", f"Facturi {number}"
    message.set_content("Bună ziua, vedeți documentele atașate.")
    message.add_attachment(pdf("letter"), maintype="application", subtype="pdf", filename="comandă.pdf")
    invoice = INVOICE.format(
        number=number, currency=known["data"]["sale"]["currency"], client=known["data"]["client"]["name"]
    )
    message.add_attachment(invoice.encode(), maintype="application", subtype="xml", filename="factură.xml")
    _, mail_id = await desk.send(bytes(message), order=order_id)

    def ended() -> bool:
        done = of_order(watcher.events, order_id, "order:validation_complete", "order:processing_failed")
        return len({event["data"]["documentId"] for event in done} - {known["documents"][0]["id"]}) == 3

    await watcher.until(ended)
    await watcher.leave()
    order = await desk.order(order_id)
    of_mail = {document["kind"]: document for document in order["documents"] if document.get("parentId") == mail_id}
    assert {kind: (one["state"], one["fileName"]) for kind, one in of_mail.items()} == {
        "transport_order": ("read", "comandă.pdf"),
        "invoice": ("read", "factură.xml"),
    }
    found = (await desk.http.get(f"/documents/{of_mail['invoice']['id']}")).json()
    assert {field["path"]: field["value"] for field in found["fields"]}["invoice.number"] == f"F {number}"
    (issue,) = [each for each in order["issues"] if each.get("documentId") == of_mail["invoice"]["id"]]
    assert (issue["code"], issue["field"]) == ("invoice_total_disagrees", "sale.amount")
