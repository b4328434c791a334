"""The Celery application: it runs what the job table names."""

import os

from celery import Celery

from portal.embedded import environment

environment.load()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "portal.settings")

app = Celery("portal")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
