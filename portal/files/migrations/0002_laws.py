from django.db import migrations

from portal.tenancy.installed_sql import append_only


class Migration(migrations.Migration):
    """What is written here stays."""

    dependencies = [("files", "0001_initial"), ("tenancy", "0002_laws")]

    operations = [append_only("files_storedfile")]
