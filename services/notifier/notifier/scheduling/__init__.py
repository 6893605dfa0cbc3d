"""What is said at its time: reminders of orders, announced maintenance."""
