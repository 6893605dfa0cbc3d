"""The gateway: maps exchange bindings to subscribed WebSocket clients."""
