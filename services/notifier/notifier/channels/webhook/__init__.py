"""Webhooks: signed messages to a person's own endpoint, as standardwebhooks.com has them."""
