"""What the orders service does in a second, and how long it takes for one thing: ``make bench-orders``."""
