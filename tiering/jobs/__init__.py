"""Long work of tiering, chunk by chunk."""
