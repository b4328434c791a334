"""Reads of tiering."""
