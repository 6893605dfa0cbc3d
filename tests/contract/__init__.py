"""What one part promises another, checked from outside."""
