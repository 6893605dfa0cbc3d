"""How fast it is, measured over the whole system: ``make bench``. Timings belong here, not in tests."""
