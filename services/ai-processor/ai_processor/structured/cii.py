"""Cross Industry Invoices (UN/CEFACT D16B), as Factur-X, ZUGFeRD 2 and XRechnung use them."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING

from ai_processor.structured.invoice import Layout, Value

if TYPE_CHECKING:
    from ai_processor.structured.xml_tree import Node

NAMESPACE = "urn:un:unece:uncefact:data:standard:CrossIndustryInvoice:100"
_TYPES = {"325": "proforma", "381": "credit_note", "261": "credit_note"}
_HEAD = "SupplyChainTradeTransaction/"
_AGREED = f"{_HEAD}ApplicableHeaderTradeAgreement/"
_SETTLED = f"{_HEAD}ApplicableHeaderTradeSettlement/"
_SUM = f"{_SETTLED}SpecifiedTradeSettlementHeaderMonetarySummation/"


def is_cross_industry_invoice(root: Node) -> bool:
    """Whether the file is such an invoice."""
    return root.namespace == NAMESPACE and root.name == "CrossIndustryInvoice"


def _type(root: Node) -> str:
    code = root.first("ExchangedDocument/TypeCode")
    return _TYPES.get(code.text, "invoice") if code else "invoice"


def _vat(root: Node) -> Node | None:
    """There may be a second total, in the currency of the books."""
    currency = root.first(f"{_SETTLED}InvoiceCurrencyCode")
    totals = [node for node in root.all(f"{_SUM}TaxTotalAmount") if node.text]
    own = [node for node in totals if currency and node.attributes.get("currencyID", currency.text) == currency.text]
    return next(iter(own or totals), None)


CII = Layout(
    values=(
        Value("number", "text", ("ExchangedDocument/ID",)),
        Value("issuedOn", "date", ("ExchangedDocument/IssueDateTime/DateTimeString",)),
        Value("dueOn", "date", (f"{_SETTLED}SpecifiedTradePaymentTerms/DueDateDateTime/DateTimeString",)),
        Value(
            "orderReference",
            "text",
            (
                f"{_AGREED}BuyerOrderReferencedDocument/IssuerAssignedID",
                f"{_AGREED}ContractReferencedDocument/IssuerAssignedID",
            ),
        ),
        Value("currency", "currency", (f"{_SETTLED}InvoiceCurrencyCode",)),
        Value(
            "seller.iban",
            "iban",
            (f"{_SETTLED}SpecifiedTradeSettlementPaymentMeans/PayeePartyCreditorFinancialAccount/IBANID",),
        ),
        Value("net", "amount", (f"{_SUM}TaxBasisTotalAmount",)),
        Value("gross", "amount", (f"{_SUM}GrandTotalAmount",)),
        Value("payable", "amount", (f"{_SUM}DuePayableAmount",)),
        Value(
            "paymentMethod",
            "payment",
            (
                f"{_SETTLED}SpecifiedTradeSettlementPaymentMeans/Information",
                f"{_SETTLED}SpecifiedTradeSettlementPaymentMeans/TypeCode",
            ),
        ),
    ),
    lines=(f"{_HEAD}IncludedSupplyChainTradeLineItem",),
    line_values=(
        Value("description", "text", ("SpecifiedTradeProduct/Name",)),
        Value("quantity", "amount", ("SpecifiedLineTradeDelivery/BilledQuantity",)),
        Value("unit", "unit", ("SpecifiedLineTradeDelivery/BilledQuantity",)),
        Value("unitPrice", "amount", ("SpecifiedLineTradeAgreement/NetPriceProductTradePrice/ChargeAmount",)),
        Value(
            "net",
            "amount",
            ("SpecifiedLineTradeSettlement/SpecifiedTradeSettlementLineMonetarySummation/LineTotalAmount",),
        ),
        Value("vatRate", "rate", ("SpecifiedLineTradeSettlement/ApplicableTradeTax/RateApplicablePercent",)),
    ),
    address=(
        "PostalTradeAddress/LineOne",
        "PostalTradeAddress/LineTwo",
        "PostalTradeAddress/LineThree",
        "PostalTradeAddress/PostcodeCode",
        "PostalTradeAddress/CityName",
        "PostalTradeAddress/CountrySubDivisionName",
        "PostalTradeAddress/CountryID",
    ),
    parties=MappingProxyType({"seller": f"{_AGREED}SellerTradeParty", "buyer": f"{_AGREED}BuyerTradeParty"}),
    party_values=(
        Value("name", "text", ("Name", "SpecifiedLegalOrganization/TradingBusinessName")),
        Value(
            "vatId",
            "vat_id",
            ("SpecifiedTaxRegistration/ID[@schemeID=VA]", "SpecifiedTaxRegistration/ID[@schemeID=FC]"),
        ),
        Value("registration", "registration", ("SpecifiedLegalOrganization/ID",)),
        Value("contact", "text", ("DefinedTradeContact/PersonName",)),
        Value("phone", "text", ("DefinedTradeContact/TelephoneUniversalCommunication/CompleteNumber",)),
        Value("email", "text", ("DefinedTradeContact/EmailURIUniversalCommunication/URIID",)),
    ),
    types=_type,
    vat=_vat,
    rates=f"{_SETTLED}ApplicableTradeTax/RateApplicablePercent",
)
