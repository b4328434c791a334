from django.db import migrations

from portal.tenancy.installed_sql import append_only, installed_sql


class Migration(migrations.Migration):
    """The database repeats partners.paper_states; moves are only added to, and an exception is ended once."""

    dependencies = [("partners", "0010_papers_and_doors"), ("tenancy", "0002_laws")]

    operations = [installed_sql("partners", "papers"), append_only("partners_papermove")]
