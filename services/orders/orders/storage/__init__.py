"""What orders keeps in PostgreSQL. Every query is scoped by the organisation of who asks."""
