"""The stages of reading: pure functions from data to data."""
