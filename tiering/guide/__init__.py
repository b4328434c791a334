"""The tiering sections of a guide: shapes only, no decision."""
