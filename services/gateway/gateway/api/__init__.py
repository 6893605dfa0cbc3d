"""What the gateway offers over HTTP."""
