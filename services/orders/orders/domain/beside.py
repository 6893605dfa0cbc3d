"""What a document beside the order may say to it: an invoice nothing, a note of what is carried what is not known.

The fields of such documents are kept and shown with the document. Only the vehicle and the UIT code, which most orders
do not state yet when they are given, go on into the order, and only where it has none.
"""

from __future__ import annotations

from types import MappingProxyType

_OF_THE_JOURNEY = (
    "uit",
    "vehicle.truckPlate",
    "vehicle.trailerPlate",
    "vehicle.driver",
    "vehicle.driverPhone",
)
_FILLS = MappingProxyType(
    {f"{root}.{path}": path for root in ("consignmentNote", "deliveryNote") for path in _OF_THE_JOURNEY}
)


def filled_by(path: str) -> str | None:
    """The order's field that a document's field may fill where it is empty; None: none."""
    return _FILLS.get(path)
