"""The Celery application of the drills' workers: the portal's own, with the drills' kinds."""

import django
from django.conf import settings

from portal.celery import app

django.setup()

from tests.drill import kinds  # noqa: E402

kinds.register()
settings.TEMPLATES[0]["DIRS"].append(settings.ROOT / "tests" / "drill" / "templates")

__all__ = ["app"]
