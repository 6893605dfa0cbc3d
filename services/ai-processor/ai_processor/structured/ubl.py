"""UBL 2.1 invoices and credit notes, as RO e-Factura (CIUS-RO) and Peppol use them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from ai_processor.structured.invoice import Layout, Value

if TYPE_CHECKING:
    from ai_processor.structured.xml_tree import Node

NAMESPACES = (
    "urn:oasis:names:specification:ubl:schema:xsd:Invoice-2",
    "urn:oasis:names:specification:ubl:schema:xsd:CreditNote-2",
)
_TYPES = {"325": "proforma", "381": "credit_note"}


def is_ubl_invoice(root: Node) -> bool:
    """Whether the file is an invoice or a credit note."""
    return root.namespace in NAMESPACES and root.name in {"Invoice", "CreditNote"}


def _type(root: Node) -> str:
    code = root.first("InvoiceTypeCode")
    if root.name == "CreditNote":
        return "credit_note"
    return _TYPES.get(code.text, "invoice") if code else "invoice"


def _vat(root: Node) -> Node | None:
    """There may be a second total, in the currency of the books."""
    currency = root.first("DocumentCurrencyCode")
    totals = [node for node in root.all("TaxTotal/TaxAmount") if node.text]
    own = [node for node in totals if currency and node.attributes.get("currencyID") == currency.text]
    return next(iter(own or totals), None)


UBL = Layout(
    values=(
        Value("number", "text", ("ID",)),
        Value("issuedOn", "date", ("IssueDate",)),
        Value("dueOn", "date", ("DueDate", "PaymentMeans/PaymentDueDate")),
        Value("orderReference", "text", ("OrderReference/ID", "ContractDocumentReference/ID")),
        Value("currency", "currency", ("DocumentCurrencyCode",)),
        Value("seller.iban", "iban", ("PaymentMeans/PayeeFinancialAccount/ID",)),
        Value("net", "amount", ("LegalMonetaryTotal/TaxExclusiveAmount",)),
        Value("gross", "amount", ("LegalMonetaryTotal/TaxInclusiveAmount",)),
        Value("payable", "amount", ("LegalMonetaryTotal/PayableAmount",)),
        Value("paymentMethod", "payment", ("PaymentMeans/PaymentMeansCode",)),
    ),
    lines=("InvoiceLine", "CreditNoteLine"),
    line_values=(
        Value("description", "text", ("Item/Name", "Item/Description")),
        Value("quantity", "amount", ("InvoicedQuantity", "CreditedQuantity")),
        Value("unit", "unit", ("InvoicedQuantity", "CreditedQuantity")),
        Value("unitPrice", "amount", ("Price/PriceAmount",)),
        Value("net", "amount", ("LineExtensionAmount",)),
        Value("vatRate", "rate", ("Item/ClassifiedTaxCategory/Percent",)),
    ),
    address=(
        "PostalAddress/StreetName",
        "PostalAddress/AdditionalStreetName",
        "PostalAddress/AddressLine/Line",
        "PostalAddress/PostalZone",
        "PostalAddress/CityName",
        "PostalAddress/CountrySubentity",
        "PostalAddress/Country/IdentificationCode",
    ),
    parties=MappingProxyType({"seller": "AccountingSupplierParty/Party", "buyer": "AccountingCustomerParty/Party"}),
    party_values=(
        Value("name", "text", ("PartyLegalEntity/RegistrationName", "PartyName/Name")),
        Value(
            "vatId",
            "vat_id",
            (
                "PartyTaxScheme[TaxScheme/ID=VAT]/CompanyID",
                "PartyTaxScheme/CompanyID",
                "PartyLegalEntity/CompanyID",
            ),
        ),
        Value("registration", "registration", ("PartyLegalEntity/CompanyID", "PartyLegalEntity/CompanyLegalForm")),
        Value("contact", "text", ("Contact/Name",)),
        Value("phone", "text", ("Contact/Telephone",)),
        Value("email", "text", ("Contact/ElectronicMail",)),
    ),
    types=_type,
    vat=_vat,
    rates="TaxTotal/TaxSubtotal/TaxCategory/Percent",
)
