"""The Celery application of the screening drill's workers: the portal's own, with chunks so small that there is much to hit."""

import django

from portal.celery import app

django.setup()

from compliance.jobs import screening  # noqa: E402

vars(screening)["PARTNERS_AT_ONCE"] = 20

__all__ = ["app"]
