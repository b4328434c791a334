from django.db import migrations

from portal.tenancy.installed_sql import installed_sql


class Migration(migrations.Migration):
    """Count what a run wrote before it is proved, whatever autovacuum believes."""

    dependencies = [("commissions", "0008_page_indexes")]

    operations = [installed_sql("commissions", "fresh_statistics")]
