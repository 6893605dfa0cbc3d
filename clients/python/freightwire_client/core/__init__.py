"""The rules of the protocol's client side. No socket, no clock, no task: time and chance are given."""
