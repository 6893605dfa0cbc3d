"""Extractors: one per kind of document, from segments with their place to fields with their evidence."""
