"""Pure decisions of partners."""
