"""What the notifier keeps in PostgreSQL: the orders it knows of and everybody's notifications."""
