"""The rules of orders. Pure: no database, no broker, no clock that is not passed in."""
