"""Writes the fixed cast into the template database; a process of its own, because the test process has no clone yet."""

import os

import django

if __name__ == "__main__":
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
    django.setup()
    from tests import cast

    if hasattr(cast, "build"):
        cast.build()
