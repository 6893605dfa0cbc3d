"""Optical character recognition: from a picture of a page to its words."""
