"""HTTP only: what comes in and goes out. The rules are in ``domain``, the deeds in ``commands``."""
