"""Every write of partners."""
