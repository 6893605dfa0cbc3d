"""All event contracts by their type name: from here come validation, AsyncAPI and the clients' types."""

from __future__ import annotations

from types import MappingProxyType

from freightwire.events.base import Event
from freightwire.events.documents import DocumentExtracted, DocumentFailed, DocumentSubmitted
from freightwire.events.orders import (
    BatchProgress,
    OrderAiProcessing,
    OrderConflict,
    OrderCreated,
    OrderDocumentAdded,
    OrderDocumentMovedIn,
    OrderDocumentRemoved,
    OrderDocumentRetried,
    OrderProcessingFailed,
    OrderStatusChanged,
    OrderUpdated,
    OrderValidationComplete,
)
from freightwire.events.system import SystemFault, SystemMaintenance
from freightwire.events.users import UserEditing, UserJoinedOrder, UserLeftOrder, UserNotification

ALL_EVENTS: tuple[type[Event], ...] = (
    OrderCreated,
    OrderStatusChanged,
    OrderUpdated,
    OrderAiProcessing,
    OrderValidationComplete,
    OrderDocumentAdded,
    OrderDocumentRetried,
    OrderDocumentRemoved,
    OrderDocumentMovedIn,
    OrderProcessingFailed,
    OrderConflict,
    BatchProgress,
    UserJoinedOrder,
    UserLeftOrder,
    UserEditing,
    UserNotification,
    SystemMaintenance,
    SystemFault,
    DocumentSubmitted,
    DocumentExtracted,
    DocumentFailed,
)

EVENT_TYPES = MappingProxyType({event.type: event for event in ALL_EVENTS})
"""Contract by type name."""
