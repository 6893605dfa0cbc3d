"""The notifier: tells the right person."""
