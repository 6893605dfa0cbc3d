"""The event contracts: what the services and the clients may rely on."""
