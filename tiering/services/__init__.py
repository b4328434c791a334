"""Every write of tiering."""
