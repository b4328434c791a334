"""The Celery application of the drills' workers: the portal's own, with the drills' kinds."""

import django

from portal.celery import app

django.setup()

from tests.drill import kinds  # noqa: E402

kinds.register()

__all__ = ["app"]
