"""The orders service: the one place of truth for orders and their documents."""
