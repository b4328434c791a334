"""Pages of the guide workbench."""
