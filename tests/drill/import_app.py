"""The Celery application of the import drill's workers: the drills' own, with chunks so small that there is much to hit."""

from tests.drill.app import app

__all__ = ["app"]

# After the drills' application has set Django up.
from commissions.services import import_steps

import_steps.CHECKED_AT_ONCE = 100
import_steps.LOADED_AT_ONCE = 100
