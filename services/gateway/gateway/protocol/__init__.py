"""The wire protocol, version 1: text in, commands out, and frames back. No socket in sight."""

SUBPROTOCOL = "freightwire.v1+json"
