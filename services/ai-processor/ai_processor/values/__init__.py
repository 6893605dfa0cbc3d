"""Parsers of values: pure functions from text to something typed, or None."""
