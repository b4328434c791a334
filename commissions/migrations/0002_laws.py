from django.db import migrations

from portal.tenancy.installed_sql import append_only, installed_sql


class Migration(migrations.Migration):
    """Install the ledger's law and close the append-only tables."""

    dependencies = [("commissions", "0001_initial"), ("tenancy", "0002_laws")]

    operations = [
        installed_sql("commissions", "ledger"),
        append_only(
            "commissions_entry",
            "commissions_leg",
            "commissions_account",
            "commissions_sale",
            "commissions_earning",
            "commissions_release",
            "commissions_payoutfile",
            "commissions_payoutmove",
            "commissions_payoutrunmove",
        ),
    ]
