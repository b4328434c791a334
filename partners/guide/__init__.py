"""What partners own of a guide, by section."""
