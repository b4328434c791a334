from django.db import migrations

TABLES = ("accounts_membership", "accounts_apikey", "accounts_invitation")


class Migration(migrations.Migration):
    """The composite keys from members, keys and invitations to their partner: partners stands above accounts."""

    dependencies = [("partners", "0001_initial"), ("accounts", "0001_initial")]

    operations = [
        migrations.RunSQL(
            "".join(
                f"ALTER TABLE {table} ADD CONSTRAINT {table}_partner_same_vendor "
                "FOREIGN KEY (vendor_id, partner_id) REFERENCES partners_partner (vendor_id, id) NOT DEFERRABLE;"
                for table in TABLES
            ),
            "".join(f"ALTER TABLE {table} DROP CONSTRAINT {table}_partner_same_vendor;" for table in TABLES),
        )
    ]
