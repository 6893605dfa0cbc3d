"""Durable queues: a client's acknowledgement is the broker's."""
