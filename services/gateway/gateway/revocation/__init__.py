"""Tokens that are refused although they are valid, on every node and also on those that start later."""
