"""Connected clients, whatever their transport."""
