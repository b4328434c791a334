from django.db import migrations

from portal.tenancy.installed_sql import installed_sql


class Migration(migrations.Migration):
    """Let a run have the tables it fills looked at again."""

    dependencies = [("commissions", "0005_paying_accounts")]

    operations = [installed_sql("commissions", "statistics")]
