"""Every read of partners that is more than a row."""
