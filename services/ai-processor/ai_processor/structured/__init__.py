"""Documents that are data already: electronic invoices in XML, alone or inside a PDF."""
