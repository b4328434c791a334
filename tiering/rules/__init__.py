"""Decisions of tiering. Pure: no Django, no clock, no database; every figure comes from the guide."""
