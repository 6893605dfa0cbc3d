"""The steps by which the database of orders came to be (Alembic)."""
