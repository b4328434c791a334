from django.db import migrations

from portal.tenancy.installed_sql import installed_sql


class Migration(migrations.Migration):
    """A case is not clear while the most careful result of a list holds a hit without a ruling."""

    dependencies = [("compliance", "0009_screening_threshold")]

    operations = [installed_sql("compliance", "careful_hits")]
