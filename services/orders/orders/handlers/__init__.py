"""What comes in over the broker."""
