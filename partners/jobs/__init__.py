"""Long work of partners, chunk by chunk."""
