"""The Celery application of the import drill's workers: the portal's own, with chunks so small that there is much to hit."""

import django

from portal.celery import app

django.setup()

from commissions.services import import_steps  # noqa: E402

import_steps.CHECKED_AT_ONCE = 100
import_steps.LOADED_AT_ONCE = 100

__all__ = ["app"]
