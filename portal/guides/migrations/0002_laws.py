from django.db import migrations

from portal.tenancy.installed_sql import installed_sql


class Migration(migrations.Migration):
    """A published version is immutable."""

    dependencies = [("guides", "0001_initial"), ("tenancy", "0002_laws")]

    operations = [installed_sql("portal.guides", "immutable_versions")]
