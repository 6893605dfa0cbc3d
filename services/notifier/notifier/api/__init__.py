"""HTTP only: what comes in and goes out."""
