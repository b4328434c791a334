"""Subcommands of `manage.py guide` that tiering registers. None needs a database."""
