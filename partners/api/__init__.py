"""Partners for machines."""
