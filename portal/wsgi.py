"""The web application for gunicorn."""

import os

from django.core.wsgi import get_wsgi_application

from portal.embedded import environment

environment.load()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")
application = get_wsgi_application()
