#!/usr/bin/env python
"""Entry to every management command."""

import os
import sys

from portal.embedded import environment


def main() -> None:
    """Fill what the launcher wrote into `.data/env`, then hand over to Django."""
    environment.load()
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
