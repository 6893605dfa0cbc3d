"""The gateway's protocol, as a suite that can be pointed at any gateway by its address (docs/conformance.md).

Nothing here imports the gateway: what is tested is what can be seen through its port.
"""
