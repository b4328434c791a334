from django.db import migrations

from portal.tenancy.installed_sql import append_only, installed_sql


class Migration(migrations.Migration):
    """Published texts and signatures stay, agreements move by the table, nobody is active before all is executed."""

    dependencies = [("partners", "0007_agreements"), ("tenancy", "0002_laws")]

    operations = [
        installed_sql("partners", "agreements"),
        append_only("partners_agreementmove", "partners_agreementdeviation"),
    ]
